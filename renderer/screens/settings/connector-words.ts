import { type ConnectorKind, connectorKinds } from '../../../shared/domain/connector.ts'

/** What each kind is, in the words that are shown where one is chosen. */
export const kindWords: Record<ConnectorKind, { name: string; says: string; url?: string; secret?: string }> = {
  desktop: { name: 'Desktop', says: 'consoles that are open tell their person by themselves' },
  slack: { name: 'Slack', says: 'an incoming webhook of a channel', url: 'https://hooks.slack.com/services/…' },
  teams: { name: 'Teams', says: 'an incoming webhook of a channel', url: 'https://….webhook.office.com/…' },
  webhook: {
    name: 'Webhook',
    says: 'any program, signed by the Standard Webhooks convention',
    url: 'https://receiver.example.com/drills',
    secret: 'Signing secret (whsec_…)',
  },
  pagerduty: { name: 'PagerDuty', says: 'an alert by Events v2', secret: 'Integration key' },
  sample: { name: 'Sample', says: 'takes everything and sends nothing' },
}

/** A sample connector is the sample's alone. */
export const kindsToChoose = (isSample: boolean): ConnectorKind[] =>
  connectorKinds.filter((kind) => kind !== 'sample' || isSample)
