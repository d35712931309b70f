import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Proposal } from '../../shared/domain/action.ts'
import { subjectOf, writeEvent, writeProposal } from '../../shared/domain/action-entries.ts'
import { writeAcknowledgement, writePlan, writeSchedule } from '../../shared/domain/drill-entries.ts'
import type { Json } from '../../shared/domain/entry.ts'
import { csvBegin } from '../../shared/domain/evidence/csv.ts'
import { type EvidenceKindName, evidenceBounds } from '../../shared/domain/evidence/format.ts'
import { evidenceKindOf } from '../../shared/domain/evidence/kinds.ts'
import { begin, type Recorded } from '../../shared/domain/gate.ts'
import { deploySubject, writeGateEvent, writeIntent, writeRecorded } from '../../shared/domain/gate-entries.ts'
import { ended, ending, factsOf } from '../shared/gate-kit.ts'
import { answer, payments, plan } from '../support/evidence/drill-story.ts'
import { flawOf } from '../support/evidence/flaw-of.ts'
import { at, by, handMade } from '../support/evidence/hand-made.ts'

type Told = { action: string; subject: string; data: Json }

/** Of these entries alone, signed by whoever made them up, with no rows. */
function madeUp(kind: EvidenceKindName, told: readonly Told[], at?: string): Promise<Buffer> {
  return handMade({
    size: told.length,
    picked: () => true,
    entry: (entry) => ({ ...entry, ...told[entry.seq - 1], at: at ?? entry.at }),
    manifest: (manifest) => ({ ...manifest, kind, as_of: at ?? manifest.as_of }),
    before: (files) => {
      for (const { name, csv, columns } of evidenceKindOf[kind].files) {
        files.set(`${name}.json`, Buffer.from('[\n]\n'))
        if (csv) files.set(`${name}.csv`, Buffer.from(csvBegin(columns)))
      }
    },
  })
}

const planned = plan('gordn-1', payments)
const withMinutes = (acknowledgement_minutes: number): Told =>
  writePlan({
    ...planned,
    route_decisions: planned.route_decisions.map((route) => ({ ...route, acknowledgement_minutes })),
  })

test('a time that is none is said of the entry that has it', async () => {
  for (const minutes of [1e300, -1e300, 1e15])
    expect(await flawOf(await madeUp('drills', [withMinutes(minutes)]))).toMatch(
      /^ledger\/entries\.jsonl, entry 1: route .* has a time that is none$/,
    )
  expect(await flawOf(await madeUp('drills', [withMinutes(30)], 'at noon'))).toMatch(
    /entry 1: route .* time that is none/,
  )
  expect(await flawOf(await madeUp('drills', [withMinutes(30)]))).toMatch(
    /^routes\.(json|csv), row .*: it (does not say|is not there)/,
  )
})

test('more rows and entries than any package has are refused by what the manifest counts', async () => {
  for (const what of ['rows', 'entries'] as const) {
    const zip = handMade({ manifest: (manifest) => ({ ...manifest, [what]: evidenceBounds[what] + 1 }) })
    expect(await flawOf(await zip)).toMatch(new RegExp(`^manifest\\.json, ${what}: it counts \\d+, more than any`))
  }
})

const who = { id: 'p', digest: 'd' }
const proposal: Proposal = {
  id: '0199f0aa-0000-7000-8000-00000000a001',
  workspace: 'main',
  type: 'throttle',
  tier: 2,
  target_ref: 'agent',
  reason: 'because',
  mode: 'supervised',
  payload: { limit: 10 },
  proposed_by: who,
  proposed_through: 'direct',
  supersedes: null,
  proposed_at: '2026-04-29T14:00:01.000Z',
  expires_at: '2026-04-29T15:00:01.000Z',
  terms: { approvals_required: 1, self_approval: true, typed: false, single_operator: false },
}
const about = { subject: subjectOf(proposal.id) }
const vote = { actor: who, at: proposal.proposed_at, note: 'fine', saw: null }
const intent = (deploy_id: string, seq: number) => factsOf({ deploy_id, began_at: at(seq), began_by: by })
const gone = begin(intent('d1', 1))
const reported: Recorded = {
  facts: factsOf({ deploy_id: 'd2', path: 'ci', began_by: by }),
  ending: { ...ending('success'), by },
  run_url: 'https://x.example/1',
  release: null,
  snapshot: 's',
  state_serial: 3,
  approval: { by, at: at(1), comment: null },
}
const stories: Record<'drills' | 'actions' | 'deploys', readonly Told[]> = {
  deploys: [
    writeIntent(gone),
    writeGateEvent(gone, { kind: 'smoke_started' }),
    writeGateEvent(gone, { kind: 'ended', ending: { ...ending('cancelled'), at: at(3), by } }),
    writeRecorded(reported),
  ],
  drills: [
    writeSchedule(payments),
    writePlan(planned),
    writeAcknowledgement('payments', answer(planned, 'slack', 'risk')),
    writePlan(plan('gordn-2', payments)),
  ],
  actions: [
    { ...writeProposal(proposal), ...about },
    { ...writeEvent({ kind: 'approved', vote, complete: true }), ...about },
    { ...writeEvent({ kind: 'claimed', by: who, at: vote.at, expires_at: vote.at }), ...about },
    { ...writeEvent({ kind: 'executed', by: who, at: vote.at, outcome: { changed: true } }), ...about },
  ],
}

const values: readonly Json[] = [1e300, -1e300, -1, 0.5, '', 'x', '__proto__', 'toString', null, true, [], {}, [[]], {}]
const hostile = fc.oneof(
  fc.constantFrom(...values),
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
)
const isWellFormed = (value: Json) => !JSON.stringify(value).includes('\\ud')

/** The same with something else in one place of it, or where there was nothing. */
function changed(value: Json, path: readonly number[], to: Json): Json {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return to
  const keys = Object.keys(value)
  if (keys.length === 0) return to
  const key = keys[step % keys.length] ?? ''
  const child = Array.isArray(value) ? value[Number(key)] : (value as Record<string, Json>)[key]
  const replaced = changed(child ?? null, rest, to)
  return Array.isArray(value) ? value.with(Number(key), replaced) : { ...value, [key]: replaced }
}

test('the deploys that the others are made of are what they should be', async () => {
  // Nothing is wrong with the entries: only the rows are missing.
  expect(await flawOf(await madeUp('deploys', stories.deploys))).toMatch(
    /^deploys\.(json|csv), row d1: it is not there/,
  )
})

const wrong: [what: string, told: Told[], why: RegExp][] = [
  ['began twice', [writeIntent(intent('d1', 1)), writeIntent(intent('d1', 2))], /entry 2: deploy d1 began twice$/],
  ['ended and never began', [writeGateEvent(gone, ended('cancelled'))], /entry 1: something happened to a deploy that/],
  [
    'was pushed before anything was asked',
    [writeIntent(gone), writeGateEvent(gone, { kind: 'deployed', release: 'v1' })],
    /entry 2: ./,
  ],
  [
    'was begun by somebody else than whoever wrote it',
    [writeIntent(factsOf({ deploy_id: 'd1', began_at: at(1), began_by: { ...by, id: 'p' } }))],
    /entry 1: the entry does not say what happened/,
  ],
  [
    'is about another one',
    [{ ...writeIntent(gone), subject: deploySubject('d9') }],
    /entry 1: the entry does not say what happened/,
  ],
  ['is about no deploy', [{ ...writeIntent(gone), subject: 'surface:console' }], /entry 1: ./],
]
test.each(wrong)('a deploy that %s is named', async (_, told, why) => {
  expect(await flawOf(await madeUp('deploys', told))).toMatch(why)
})

test.each(['drills', 'actions', 'deploys'] as const)('whatever an entry says about %s, it is judged', async (kind) => {
  const story = stories[kind]
  await fc.assert(
    fc.asyncProperty(
      fc.nat(story.length - 1),
      fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }),
      hostile.filter(isWellFormed),
      fc.constantFrom(undefined, 'at noon', '+275760-09-13T00:00:00.000Z'),
      async (which, path, to, at) => {
        const told = story.map((each, i) => (i === which ? { ...each, data: changed(each.data, path, to) } : each))
        expect(await flawOf(await madeUp(kind, told, at))).toMatch(/^[a-z]+[a-z/.]*(, .*)?: ./s)
      },
    ),
    { numRuns: 120 },
  )
})
