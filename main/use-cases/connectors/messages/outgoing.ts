import type { ConnectorKind } from '../../../../shared/domain/connector.ts'
import { version } from '../../../version.ts'
import { webhookBody } from '../../webhooks/enqueue-deliveries.ts'
import { signedHeaders } from '../../webhooks/signing.ts'
import type { ConnectorSecrets } from '../connector-secrets.ts'
import { pagerDutyDeploy, slackDeploy, teamsDeploy } from './deploy-messages.ts'
import { type DeployNotice, deployHeadline } from './deploy-notice.ts'
import type { DrillNotice } from './drill-notice.ts'
import { pagerDutyEvent, pagerDutyEvents } from './pagerduty-event.ts'
import { slackMessage } from './slack-message.ts'
import { teamsMessage } from './teams-message.ts'

export type Outgoing = { url: string; headers: Record<string, string>; body: string }

/** What is told: of a drill, or of a deploy. */
export type Notice = DrillNotice | DeployNotice

/** What goes over the wire, in the form of each provider; null for what sends nothing. */
export function outgoing(
  kind: ConnectorKind,
  { url, secret }: ConnectorSecrets,
  notice: Notice,
  now: number,
): Outgoing | null {
  const headers = { 'content-type': 'application/json', 'user-agent': `Countersign/${version}` }
  const posted = (to: string | undefined, message: object): Outgoing => ({
    url: given(to),
    headers,
    body: JSON.stringify(message),
  })
  const message = formsOf(notice)
  switch (kind) {
    case 'desktop':
    case 'sample':
      return null
    case 'slack':
      return posted(url, message.slack())
    case 'teams':
      return posted(url, message.teams())
    case 'pagerduty':
      return posted(url ?? pagerDutyEvents, message.pagerDuty(given(secret)))
    case 'webhook': {
      const { id, at } = notice
      const body = webhookBody(message.type, at, message.data)
      return { url: given(url), headers: { ...headers, ...signedHeaders({ id, body, now }, [given(secret)]) }, body }
    }
    default:
      return kind satisfies never
  }
}

/** The same in the form of each provider, and what a webhook is told under which type. */
function formsOf(notice: Notice) {
  if ('deploy_id' in notice) {
    const { id: _, at: __, ...data } = notice
    return {
      type: 'deploy.notification',
      data: { ...data, headline: deployHeadline(notice) },
      slack: () => slackDeploy(notice),
      teams: () => teamsDeploy(notice),
      pagerDuty: (key: string) => pagerDutyDeploy(notice, key),
    }
  }
  const { id: _, at: __, isTest, ...data } = notice
  return {
    type: 'drill.notification',
    data: { ...data, test: isTest },
    slack: () => slackMessage(notice),
    teams: () => teamsMessage(notice),
    pagerDuty: (key: string) => pagerDutyEvent(notice, key),
  }
}

function given(value: string | undefined): string {
  if (value === undefined) throw new Error('a connector without what its kind needs')
  return value
}
