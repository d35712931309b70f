import { z } from 'zod'
import type { Entry } from '../entry.ts'
import {
  type Deploy,
  deployKinds,
  endingOf,
  evolveDeploy,
  impossible,
  isOver,
  isReviewOpen,
  outcomeOf,
  outcomes,
  recordedDeploy,
} from '../gate.ts'
import { deploySubject, isDeployEntry, readGateEntry } from '../gate-entries.ts'
import { afterEntry, asFilter, countOf, mustRead, oneText, readFilterBy, severalOf, yesOrNo } from './filter.ts'
import type { EvidenceFilter, EvidenceKind, EvidenceRow } from './kind.ts'

/** The filter of the list of deploys (`shared/contract/deploys.ts`), field by field, and `after`. */
const Filter = z.strictObject({
  surface: oneText.optional(),
  kind: z.enum(deployKinds).optional(),
  outcome: severalOf(z.enum(outcomes)).optional(),
  in_flight: yesOrNo.optional(),
  review_open: yesOrNo.optional(),
  after: afterEntry.optional(),
})
const read = (filter: EvidenceFilter) => readFilterBy(Filter, filter)

type Known = { deploy: Deploy; last_seq: number }

export const deploysKind: EvidenceKind = {
  name: 'deploys',
  title: 'Deploys and rollbacks',
  main: 'deploys',
  about: deploySubject(''),
  files: [
    {
      name: 'deploys',
      key: 'deploy_id',
      csv: true,
      columns: [
        ...['deploy_id', 'surface_id', 'kind', 'path', 'trigger', 'environment', 'target_app', 'from_sha', 'to_sha'],
        ...['to_release', 'state', 'outcome', 'began_at', 'began_by.id', 'began_by.digest', 'finished_at'],
        ...['ended_by.id', 'ended_by.digest', 'detail', 'observed_sha', 'release', 'snapshot', 'state_serial'],
        ...['run_url', 'smoke', 'approval', 'probes', 'health_attempts', 'break_glass', 'passes', 'warnings', 'review'],
        ...['definition_digest', 'last_seq'],
      ],
    },
  ],
  readFilter: (filter) => asFilter(read(filter)),
  derive(filter) {
    const wanted = mustRead(read(filter))
    const { after = 0 } = wanted
    const deploys = new Map<string, Known>()

    function applyGate(entry: Entry): string | undefined {
      const told = readGateEntry(entry)
      if (told === undefined) return 'the entry does not say what happened to the deploy'
      const { seq: last_seq } = entry
      if (told.says !== 'event') {
        const deploy = told.says === 'begun' ? told.deploy : recordedDeploy(told.recorded)
        if (deploys.has(deploy.deploy_id)) return `deploy ${deploy.deploy_id} began twice`
        deploys.set(deploy.deploy_id, { deploy, last_seq })
        return undefined
      }
      const known = deploys.get(told.deploy_id)
      if (known === undefined) return after > 0 ? undefined : 'something happened to a deploy that never began'
      const why = impossible(known.deploy, told.event)
      if (why === undefined) deploys.set(told.deploy_id, { deploy: evolveDeploy(known.deploy, told.event), last_seq })
      return why
    }
    function* found(): Generator<Known> {
      for (const known of deploys.values()) if (isWanted(known.deploy, wanted)) yield known
    }
    function* rows(): Generator<EvidenceRow> {
      for (const { deploy, last_seq } of found()) yield deployRow(deploy, last_seq)
    }
    return {
      apply(entry) {
        if (!entry.subject.startsWith(deploySubject(''))) return 'it is not about a deploy'
        if (entry.seq <= after) return 'it is before what was asked for'
        return isDeployEntry(entry) ? applyGate(entry) : undefined
      },
      rows: () => new Map([['deploys', { [Symbol.iterator]: rows }]]),
      count: () => countOf(found()),
      kept: () => deploys.size,
      subjects() {
        const subjects = new Set<string>()
        for (const { deploy } of found()) subjects.add(deploySubject(deploy.deploy_id))
        return subjects
      },
    }
  },
}

function isWanted(
  deploy: Deploy,
  { surface, kind, outcome, in_flight, review_open }: z.output<typeof Filter>,
): boolean {
  const became = outcomeOf(deploy)
  return (
    (surface === undefined || surface === deploy.surface_id) &&
    (kind === undefined || kind === deploy.kind) &&
    (outcome === undefined || (became !== null && outcome.includes(became))) &&
    (in_flight === undefined || in_flight === !isOver(deploy)) &&
    (review_open === undefined || review_open === isReviewOpen(deploy))
  )
}

/** The names of the ledger; people are an id and a digest. */
function deployRow(deploy: Deploy, last_seq: number): EvidenceRow {
  const { stage, passes, warnings, probes, approval, review, began_by, ...facts } = deploy
  const ending = endingOf(deploy)
  return {
    ...facts,
    began_by: { ...began_by },
    state: stage.state,
    outcome: ending?.outcome ?? null,
    finished_at: ending?.at ?? null,
    ended_by: ending && { ...ending.by },
    detail: ending?.detail ?? null,
    observed_sha: ending?.observed_sha ?? null,
    approval: approval && { ...approval, by: { ...approval.by } },
    passes: passes.map((pass) => ({ ...pass })),
    warnings: [...warnings],
    probes: probes.map((probe) => ({ ...probe })),
    review: review && { closed: review.closed && { ...review.closed, by: { ...review.closed.by } } },
    last_seq,
  }
}
