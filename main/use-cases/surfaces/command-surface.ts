import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { type SurfaceCommand, whyNotStand } from '../../../shared/domain/surface-guards.ts'
import { quarantineOf, type StandingEvent } from '../../../shared/domain/surface-standing.ts'
import type { Services } from '../../services.ts'
import { newId } from '../../store/new-id.ts'
import type { Act } from '../transition.ts'
import { changeStanding } from './change-standing.ts'
import { circumstancesAt } from './circumstances.ts'
import { findKnownSurface, type KnownSurface, noSuchSurface } from './known-surfaces.ts'

/** What somebody asks of a surface itself, each with the reason that they give. */
export type Asked = { reason: string } & (
  | { name: 'freeze'; from?: string | undefined; until?: string | undefined }
  | { name: 'unfreeze'; freeze_id: string }
  | { name: 'lock' | 'unlock' | 'clear_alert' }
  | { name: 'lift_quarantine'; sha: string }
)

/** Whoever names no end closes for a day: one that never ended would be forgotten. */
const usualFreezeMs = 24 * 60 * 60_000

/** Decided on the surface as it stands inside this transaction, whoever else is at it. */
export async function commandSurface(
  services: Pick<Services, 'gate' | 'workspace'>,
  act: Act,
  id: string,
  asked: Asked,
): Promise<Result<KnownSurface>> {
  const { tx, caller, who } = act
  const known = await findKnownSurface(services, tx.db, tx.workspace, id)
  if (known === undefined) return { ok: false, refusal: noSuchSurface }
  const at = await circumstancesAt(tx.db, caller, known, tx.now)
  const why = whyNotStand(at, asked.name satisfies SurfaceCommand)
  if (why) return { ok: false, refusal: why }
  const event = eventOf(asked, act, at.standing)
  if (!event.ok) return event
  const changed = await changeStanding(tx, id, event.value, who)
  return changed.ok ? ok(known) : changed
}

type Standing = Parameters<typeof quarantineOf>[0]

function eventOf(asked: Asked, { tx, who }: Act, standing: Standing): Result<StandingEvent> {
  const reason = asked.reason.trim()
  switch (asked.name) {
    case 'freeze': {
      const from = normal(asked.from) ?? tx.now
      const until = normal(asked.until) ?? new Date(Date.parse(from) + usualFreezeMs).toISOString()
      if (until <= from || until <= tx.now)
        return refuse('invalid_input', 'A freeze window ends after it begins, and not in the past.', {
          issues: [{ path: ['until'], message: 'expected a later time' }],
        })
      const freeze = { id: newId(Date.parse(tx.now)), from, until, reason, by: who, at: tx.now }
      return ok({ kind: 'frozen', freeze })
    }
    case 'unfreeze':
      return ok({ kind: 'unfrozen', freeze_id: asked.freeze_id, reason })
    case 'lock':
      return ok({ kind: 'locked', lock: { reason, by: who, at: tx.now } })
    case 'unlock':
      return ok({ kind: 'unlocked', reason })
    case 'clear_alert':
      return ok({ kind: 'alert_cleared', reason })
    case 'lift_quarantine': {
      // By name: the one that was put there, however much of it somebody types, as long as it means no other.
      const meant = /^[0-9a-f]{7,64}$/.test(asked.sha) ? quarantineOf(standing, asked.sha) : undefined
      if (meant === undefined) return refuse('not_found', 'That commit is not in quarantine here.', { sha: asked.sha })
      return ok({ kind: 'quarantine_lifted', sha: meant.sha, reason })
    }
    default:
      return asked satisfies never
  }
}

const normal = (time: string | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString()
