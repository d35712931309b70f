/** What a webhook can be told of. Whoever runs what was approved wants `action.approved`, which comes when nobody is missing any more. */
export const webhookEvents = [
  'action.proposed',
  'action.approved',
  'action.rejected',
  'action.executed',
  'action.expired',
  'alert.raised',
] as const
export type WebhookEvent = (typeof webhookEvents)[number]

/** Sent on demand, to whatever the webhook listens to otherwise. */
export const pingEvent = 'ping'

export const deliveryStatuses = ['pending', 'delivered', 'dead'] as const
export type DeliveryStatus = (typeof deliveryStatuses)[number]

/** Why nobody tries any more. Each of these can be sent again by hand. */
export const deathCauses = ['exhausted', 'gone', 'disabled', 'removed', 'restored'] as const
export type DeathCause = (typeof deathCauses)[number]
