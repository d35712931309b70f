import type { z } from '@hono/zod-openapi'
import type { Session } from '../../../shared/contract/console.ts'
import { permissions } from '../../../shared/domain/permission.ts'
import type { Caller } from '../caller.ts'

export function describeSession(caller: Caller): z.infer<typeof Session> {
  const flags = Object.fromEntries(permissions.map((name) => [name, caller.permissions.has(name)])) as Record<
    (typeof permissions)[number],
    boolean
  >
  return {
    authentication_mode: caller.mode,
    authenticated: caller.actor.verified,
    verified: caller.actor.verified,
    actor: caller.actor,
    groups: [...caller.groups],
    roles: [...caller.roles],
    workspace: caller.workspace,
    signed_in_at: caller.signedInAt ?? null,
    permissions: { ...flags, acknowledge_drill_notifications: caller.permissions.has('drills.acknowledge') },
  }
}
