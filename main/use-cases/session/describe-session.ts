import type { z } from '@hono/zod-openapi'
import type { Session } from '../../../shared/contract/console.ts'
import { permissions } from '../../../shared/domain/permission.ts'
import type { Services } from '../../services.ts'
import type { Caller } from '../caller.ts'
import { whyKeptOff } from '../drills/why-kept-off.ts'

export async function describeSession(
  services: Pick<Services, 'store' | 'drillPolicy'>,
  caller: Caller,
): Promise<z.infer<typeof Session>> {
  const mayAnswer = caller.permissions.has('drills.acknowledge')
  const keptOff = mayAnswer ? await whyKeptOff(services, services.store.read, caller) : undefined
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
    permissions: { ...flags, acknowledge_drill_notifications: mayAnswer && !keptOff },
  }
}
