/** The kinds of tiles, in the order in which a reply shows them: that of the source's table. */
export const tileKinds = [
  'trace_link',
  'span_list',
  'cost_chart',
  'deployment_action',
  'rule_violation',
  'fleet_status',
  'anomaly_alert',
  'compliance_score',
  'model_switch',
  'pause_control',
] as const
export type TileKind = (typeof tileKinds)[number]

export const providerIds = ['openai', 'anthropic', 'gateway'] as const
export type ProviderId = (typeof providerIds)[number]

export const chatRoles = ['user', 'assistant'] as const
export const messageStatuses = ['complete', 'cut_off'] as const

/** A title that nobody gave is the beginning of the first question. */
export const titleLength = 60
/** What of a message becomes the reason of a proposal. */
export const reasonLength = 2000
export const longestMessage = 16_000
export const longestReply = 200_000

/** When no word of a question matched a tile. */
export const noTileHint =
  'Ask something more specific, such as “show last trace”, “how much did we spend?”, “how are my agents?”, “latest violation”, “any alerts?”, “SOC 2 compliance”, or “throttle it”.'
