import type { Who } from '../../../shared/domain/action.ts'
import type { Entry, Json } from '../../../shared/domain/entry.ts'
import { readDefinition, readStandingEvent, surfaceActions } from '../../../shared/domain/surface-entries.ts'
import {
  calm,
  evolveStanding,
  impossibleForStanding,
  type Standing,
  type StandingEvent,
  sameCommit,
} from '../../../shared/domain/surface-standing.ts'
import { definitionText, gateKinds, standingText } from './gate-texts.ts'
import type { ReplayPart } from './replay-part.ts'
import type { Expected } from './row-book.ts'

type Defined = { definition: Json; changed_at: string; by: Who; last_seq: number }
type Stood = { standing: Standing; last_seq: number }
/** What came out of a deploy and runs now, and what a rollback led away from: of entries that stand before these. */
export type Around = {
  cameOut(deploy_id: string): { surface_id: string; sha: string | null; release: string | null; by: Who } | undefined
  rolledBack(deploy_id: string): { surface_id: string; from_sha: string | null } | undefined
}

/** Every surface is as it was defined last, and stands as its entries have left it. */
export function replaySurfaces(around: Around): ReplayPart & { standingOf(id: string): Standing } {
  let defined = new Map<string, Defined>()
  let stood = new Map<string, Stood>()
  const standingOf = (id: string): Standing => stood.get(id)?.standing ?? calm

  function applyDefinition({ seq, at, actor_id, actor_digest, ...entry }: Entry): string | undefined {
    const surface = readDefinition({ seq, at, actor_id, actor_digest, ...entry })
    if (surface === undefined) return 'the entry does not say how the surface was defined'
    const by = { id: actor_id, digest: actor_digest }
    defined.set(surface.id, { definition: entry.data, changed_at: at, by, last_seq: seq })
    return undefined
  }

  function applyStanding(entry: Entry): string | undefined {
    const read = readStandingEvent(entry)
    if (read === undefined) return 'the entry does not say what happened at the surface'
    const { surface_id, event } = read
    const standing = standingOf(surface_id)
    const why = impossibleForStanding(standing, event) ?? whyNotFollows(surface_id, event, around)
    if (why !== undefined) return `this cannot have happened at a surface: ${why}`
    stood.set(surface_id, { standing: evolveStanding(standing, event), last_seq: entry.seq })
    return undefined
  }

  return {
    standingOf,
    resume(carried) {
      const known = (carried ?? { defined: [], stood: [] }) as unknown as { defined: []; stood: [] }
      defined = new Map(known.defined)
      stood = new Map(known.stood)
    },
    apply(entry) {
      if (entry.action === surfaceActions.defined) return applyDefinition(entry)
      // That a secret was put in changes nothing that is compared.
      if (!entry.action.startsWith('surface.') || entry.action === surfaceActions.secretSet) return undefined
      return applyStanding(entry)
    },
    carry: () => ({ defined: [...defined], stood: [...stood] }) as unknown as Json,
    live: () => [
      [
        gateKinds.surface,
        mapped(defined, ({ definition, changed_at, by }) => definitionText(definition, changed_at, by)),
      ],
      [gateKinds.standing, mapped(stood, ({ standing }) => standingText(standing))],
    ],
  }
}

/** They stand in no order of their own. */
const mapped = <K extends { last_seq: number }>(rows: ReadonlyMap<string, K>, text: (row: K) => string) =>
  new Map<string, Expected>(
    [...rows].map(([id, row]) => [id, { first: 0, place: 0, last_seq: row.last_seq, text: text(row) }]),
  )

/** What runs, and what is in quarantine, is so because of a deploy: of that surface, and of that very commit. */
function whyNotFollows(surface_id: string, event: StandingEvent, around: Around): string | undefined {
  if (event.kind === 'running') {
    const { deploy_id, sha, release, by } = event.running
    const out = around.cameOut(deploy_id)
    const isIts = out && out.surface_id === surface_id && out.sha === sha && out.release === release
    return isIts && out.by.id === by.id && out.by.digest === by.digest
      ? undefined
      : 'no deploy has brought that out there'
  }
  if (event.kind === 'quarantined') {
    const { deploy_id, sha } = event.quarantine
    const back = around.rolledBack(deploy_id)
    return back?.surface_id === surface_id && sameCommit(back.from_sha, sha)
      ? undefined
      : 'no rollback has led away from it'
  }
  return undefined
}
