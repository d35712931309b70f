import { hostname, userInfo } from 'node:os'
import type { Identity } from '../../shared/domain/actor.ts'

/** The operating system's user. Nobody verified who sits there, and the record says so. */
export function localIdentity(): Identity {
  const username = userName()
  return {
    issuer: `local:${hostname()}`,
    subject: username,
    email: process.env.COUNTERSIGN_OPERATOR_EMAIL || null,
    name: username,
    via: 'local',
    verified: false,
  }
}

/** In a container the user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid:${process.getuid?.() ?? 'unknown'}`
  }
}
