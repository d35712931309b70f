import type { ConnectorKind } from '../../../../shared/domain/connector.ts'
import { version } from '../../../version.ts'
import { webhookBody } from '../../webhooks/enqueue-deliveries.ts'
import { signedHeaders } from '../../webhooks/signing.ts'
import type { ConnectorSecrets } from '../connector-secrets.ts'
import type { DrillNotice } from './drill-notice.ts'
import { pagerDutyEvent, pagerDutyEvents } from './pagerduty-event.ts'
import { slackMessage } from './slack-message.ts'
import { teamsMessage } from './teams-message.ts'

export type Outgoing = { url: string; headers: Record<string, string>; body: string }

/** What a webhook is told, under the type `drill.notification`. */
const drillNotification = 'drill.notification'

/** What goes over the wire, in the form of each provider; null for what sends nothing. */
export function outgoing(
  kind: ConnectorKind,
  { url, secret }: ConnectorSecrets,
  notice: DrillNotice,
  now: number,
): Outgoing | null {
  const headers = { 'content-type': 'application/json', 'user-agent': `Countersign/${version}` }
  const posted = (to: string | undefined, message: object): Outgoing => ({
    url: given(to),
    headers,
    body: JSON.stringify(message),
  })
  switch (kind) {
    case 'desktop':
    case 'sample':
      return null
    case 'slack':
      return posted(url, slackMessage(notice))
    case 'teams':
      return posted(url, teamsMessage(notice))
    case 'pagerduty':
      return posted(url ?? pagerDutyEvents, pagerDutyEvent(notice, given(secret)))
    case 'webhook': {
      const { id, at, isTest, ...data } = notice
      const body = webhookBody(drillNotification, at, { ...data, test: isTest })
      return { url: given(url), headers: { ...headers, ...signedHeaders({ id, body, now }, [given(secret)]) }, body }
    }
    default:
      return kind satisfies never
  }
}

function given(value: string | undefined): string {
  if (value === undefined) throw new Error('a connector without what its kind needs')
  return value
}
