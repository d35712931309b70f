/** How a notification leaves the house. A route names its provider; which kind that is, a connector of that name says. */
export const connectorKinds = ['desktop', 'slack', 'teams', 'webhook', 'pagerduty', 'sample'] as const
export type ConnectorKind = (typeof connectorKinds)[number]

/** What a connector of a kind has to be given, and keeps secret. */
export const connectorNeeds: Record<ConnectorKind, readonly ('url' | 'secret')[]> = {
  /** Consoles that are open tell their person by themselves. */
  desktop: [],
  slack: ['url'],
  teams: ['url'],
  webhook: ['url', 'secret'],
  /** Its integration key. */
  pagerduty: ['secret'],
  /** In the sample alone: it takes everything and sends nothing, and says so. */
  sample: [],
}

export const deliveryOutcomes = ['pending', 'delivered', 'failed', 'unknown'] as const
export type DeliveryOutcome = (typeof deliveryOutcomes)[number]
