import type { Identity } from '../../shared/domain/actor.ts'

/** What Countersign does by itself is said to be done by itself. */
export const systemIdentity: Identity = {
  issuer: 'countersign',
  subject: 'system',
  email: null,
  name: 'Countersign',
  via: 'local',
  verified: false,
}
