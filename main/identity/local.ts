import { hostname, userInfo } from 'node:os'
import type { Identity } from '../../shared/domain/actor.ts'

/** The operating system's user. Nobody verified who sits there, and the record says so. */
export function localIdentity(): Identity {
  const { username } = userInfo()
  return {
    issuer: `local:${hostname()}`,
    subject: username,
    email: process.env.COUNTERSIGN_OPERATOR_EMAIL || null,
    name: username,
    via: 'local',
    verified: false,
  }
}
