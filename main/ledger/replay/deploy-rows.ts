import type { Entry, Json } from '../../../shared/domain/entry.ts'
import {
  cameOut,
  type Deploy,
  type DeployFacts,
  evolveDeploy,
  impossible,
  isOver,
  isSettled,
  recordedDeploy,
} from '../../../shared/domain/gate.ts'
import { isDeployEntry, readGateEntry } from '../../../shared/domain/gate-entries.ts'
import { isFrozen, quarantineOf, type Standing } from '../../../shared/domain/surface-standing.ts'
import { deployText, gateKinds } from './gate-texts.ts'
import type { ReplayPart } from './replay-part.ts'
import type { Expected, RowBook } from './row-book.ts'
import type { Around } from './surfaces.ts'

type Known = { first: number; last_seq: number; deploy: Deploy }

/** Every deploy is what its entries made of it, and none began past a quarantine, a lock or a freeze that nobody passed. */
export function replayDeployRows(
  book: RowBook,
  standingOf: (surface_id: string) => Standing,
): ReplayPart & { around: Around } {
  let live = new Map<string, Known>()
  /** What surfaces follow from stands in the same transaction, so nothing of it has to be carried over a prune. */
  const out = new Map<string, ReturnType<Around['cameOut']>>()
  const back = new Map<string, ReturnType<Around['rolledBack']>>()

  const keep = (known: Known) => {
    const { deploy } = known
    const { deploy_id, surface_id, to_sha, release, began_by, kind, from_sha } = deploy
    if (kind === 'rollback') back.set(deploy_id, { surface_id, from_sha })
    if (cameOut(deploy)) out.set(deploy_id, { surface_id, sha: to_sha, release, by: began_by })
    if (isSettled(deploy)) {
      live.delete(deploy_id)
      book.settle(gateKinds.deploy, deploy_id, expectedOf(known))
    } else live.set(deploy_id, known)
  }
  const isKnown = (id: string): boolean => live.has(id) || book.isSettled(gateKinds.deploy, id)

  function whyNotBegun(deploy: Deploy, at: string): string | undefined {
    if (isKnown(deploy.deploy_id)) return 'a deploy was begun twice'
    for (const { deploy: other } of live.values())
      if (
        other.surface_id === deploy.surface_id &&
        !isOver(other) &&
        (deploy.kind === 'deploy' || (other.kind === 'rollback' && other.to_release === deploy.to_release))
      )
        return 'a deploy was begun while another of its surface was under way'
    return deploy.kind === 'deploy' ? whyNotPast(deploy, standingOf(deploy.surface_id), at) : undefined
  }

  function applyEntry(entry: Entry): string | undefined {
    const read = readGateEntry(entry)
    if (read === undefined) return 'the entry does not say what happened to the deploy'
    const place = { first: entry.seq, last_seq: entry.seq }
    switch (read.says) {
      case 'begun': {
        const why = whyNotBegun(read.deploy, entry.at)
        if (why === undefined) keep({ ...place, deploy: read.deploy })
        return why
      }
      case 'recorded': {
        if (isKnown(read.recorded.facts.deploy_id)) return 'a deploy was recorded twice'
        keep({ ...place, deploy: recordedDeploy(read.recorded) })
        return undefined
      }
      case 'event': {
        const known = live.get(read.deploy_id)
        if (known === undefined) return 'something happened to a deploy that was over, or was never begun'
        if (read.audited && !isSameFacts(read.audited, known.deploy)) return 'the outcome is of another deploy'
        const why = impossible(known.deploy, read.event)
        if (why !== undefined) return `the deploy cannot have been changed so (${read.event.kind}): ${why}`
        keep({ ...known, last_seq: entry.seq, deploy: evolveDeploy(known.deploy, read.event) })
        return undefined
      }
      default:
        return read satisfies never
    }
  }

  return {
    around: { cameOut: (id) => out.get(id), rolledBack: (id) => back.get(id) },
    resume(carried) {
      live = new Map((carried ?? []) as unknown as [string, Known][])
    },
    apply: (entry) => (isDeployEntry(entry) ? applyEntry(entry) : undefined),
    carry: () => [...live] as unknown as Json,
    live: () => [[gateKinds.deploy, new Map([...live].map(([id, known]) => [id, expectedOf(known)]))]],
  }
}

/** What stood in its way when it began, and was not passed. */
function whyNotPast({ to_sha, passes }: Deploy, standing: Standing, at: string): string | undefined {
  const passed = (of: 'lock' | 'freeze') => passes.some((pass) => pass.of === of && pass.reason !== '')
  if (quarantineOf(standing, to_sha)) return 'a deploy was begun of a commit in quarantine'
  if (standing.lock && !passed('lock')) return 'a deploy was begun past a lock that nobody passed'
  if (isFrozen(standing.freezes, at) && !passed('freeze')) return 'a deploy was begun in a freeze that nobody passed'
  return undefined
}

/** When it began, only its first entry says. */
const isSameFacts = ({ began_at: _, ...said }: DeployFacts, deploy: Deploy): boolean =>
  Object.entries(said).every(([name, value]) => JSON.stringify(value) === JSON.stringify(deploy[name as keyof Deploy]))

const expectedOf = ({ first, last_seq, deploy }: Known): Expected => ({
  first,
  place: 0,
  last_seq,
  text: deployText(deploy),
})
