import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ActionRow, recordOf, stateText } from '../../main/store/action-record.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { readEvent } from '../../shared/domain/action-entries.ts'
import { evolve } from '../../shared/domain/action-evolve.ts'
import { canonicalText, type Entry, type Json } from '../../shared/domain/entry.ts'
import { type Name, tellActions } from './tampering/action-story.ts'
import { openDefenceless } from './tampering/spoilt.ts'
import * as tools from './tampering/tools.ts'

/**
 * Somebody with the file appends an entry that the product would not have written, with every hash made to fit and the
 * row changed along. Only the rules themselves tell that it cannot have been so.
 */
const yes = { note: 'x', saw: null }
const vote = (complete: boolean) => ({ ...yes, complete })
const gone = { note: null, superseded_by: null }
type Who = 'proposer' | 'approver' | 'breaker' | 'stranger'

const forgeries: [what: string, Name, action: string, data: Json, by: Who, at?: string][] = [
  ['their own tier 3, approved', 'proposed, tier 3', 'proposal.approved', vote(false), 'proposer'],
  ['a second approval of one person', 'approved once of twice', 'proposal.approved', vote(true), 'approver'],
  ['an approval that would do, and does not', 'approved once of twice', 'proposal.approved', vote(false), 'stranger'],
  ['an approval that does, and would not', 'proposed, tier 3', 'proposal.approved', vote(true), 'stranger'],
  [
    'an approval past the time',
    'proposed, tier 2',
    'proposal.approved',
    vote(true),
    'stranger',
    '2099-01-01T00:00:00.000Z',
  ],
  ['an approval of what is approved', 'approved', 'proposal.approved', vote(true), 'stranger'],
  ['an approval of what was rejected', 'rejected', 'proposal.approved', vote(true), 'stranger'],
  ['an approval of what has expired', 'expired', 'proposal.approved', vote(true), 'stranger'],
  ['glass broken for tier 2', 'proposed, tier 2', 'proposal.glass_broken', yes, 'stranger'],
  [
    'glass broken past the time',
    'proposed, tier 3',
    'proposal.glass_broken',
    yes,
    'stranger',
    '2099-01-01T00:00:00.000Z',
  ],
  ['glass broken for what is approved', 'approved', 'proposal.glass_broken', yes, 'stranger'],
  ['a rejection of what was executed', 'executed', 'proposal.rejected', gone, 'stranger'],
  ['a rejection of what was rejected', 'rejected', 'proposal.rejected', gone, 'stranger'],
  [
    'a rejection of what ran and is reviewed still',
    'executed after breaking glass',
    'proposal.rejected',
    gone,
    'stranger',
  ],
  ['a claim of what is not approved', 'proposed, tier 3', 'proposal.claimed', { expires_at: 'x' }, 'stranger'],
  ['a second claim', 'claimed, and the lease is over', 'proposal.claimed', { expires_at: 'x' }, 'stranger'],
  ['a tier 3 executed that nobody approved', 'proposed, tier 3', 'proposal.executed', { outcome: 1 }, 'stranger'],
  ['a tier 3 executed that one approved', 'approved once of twice', 'proposal.executed', { outcome: 1 }, 'stranger'],
  ['a supervised tier 1 that ran by itself', 'proposed, tier 1', 'proposal.executed', { outcome: 1 }, 'stranger'],
  ['a dry run executed', 'a dry run, approved', 'proposal.executed', { outcome: 1 }, 'stranger'],
  ['an execution of what was executed', 'executed', 'proposal.executed', { outcome: 1 }, 'stranger'],
  ['an expiry before its time', 'proposed, tier 3', 'proposal.expired', {}, 'stranger', '2026-01-01T00:00:00.000Z'],
  ['an expiry of what is approved', 'approved', 'proposal.expired', {}, 'stranger', '2099-01-01T00:00:00.000Z'],
  ['a review of what nobody broke glass for', 'approved', 'review.closed', { note: 'x' }, 'stranger'],
  ['a review by the one it is about', 'approved by breaking glass', 'review.closed', { note: 'x' }, 'breaker'],
  ['a review that was closed before', 'reviewed after breaking glass', 'review.closed', { note: 'x' }, 'stranger'],
  ['an approval that says nothing', 'proposed, tier 3', 'proposal.approved', { complete: 'yes' }, 'stranger'],
  ['an execution without an outcome', 'approved', 'proposal.executed', {}, 'stranger'],
  ['something that nobody knows', 'approved', 'proposal.unmade', {}, 'stranger'],
]

describe('an entry that the rules do not allow is found, and named', () => {
  let story: Awaited<ReturnType<typeof tellActions>>
  let file: string
  beforeAll(async () => {
    story = await tellActions('sqlite')
    file = join(story.place.dataDir, 'forged.db')
  }, 60_000)
  afterAll(() => story.place.remove())

  async function forged(forge: (db: tools.Db) => Partial<Entry>) {
    copyFileSync(story.place.database, file)
    const db = openDefenceless(file)
    const seq = tools.sizeOf(db) + 1
    const model = tools.fieldsOf(tools.fullRows(db).at(-1)?.body ?? '')
    const body = canonicalText({ ...model, ...forge(db), seq } as Entry)
    tools.insertRow(db, seq, body, tools.leafOf(body))
    tools.makeConsistent(db)
    moveRow(db, JSON.parse(body))
    db.close()
    const report = await verifyDatabase({ database: file, workspace: 'w' })
    rmSync(file)
    return { report, seq }
  }

  /** The row becomes what the entry says, so that it alone does not give it away. */
  function moveRow(db: tools.Db, entry: Entry): void {
    const row = db
      .prepare<[string], ActionRow>('select * from action where id = ?')
      .get(entry.subject.slice('action:'.length))
    const event = readEvent(entry)
    if (!row || !event) return
    const action = evolve(recordOf(row).action, event)
    db.prepare('update action set state = ?, status = ?, last_seq = ? where id = ?').run(
      stateText(action),
      action.progress.status,
      entry.seq,
      row.id,
    )
  }

  const idOf = (name: Name): string => story.chapters.at(-1)?.rows.get(name)?.id ?? ''
  const whoIs = (db: tools.Db, by: Who, id: string): Partial<Entry> => {
    const row = db.prepare<[string], ActionRow>('select * from action where id = ?').get(id)
    const { approvals, glass, proposal } = row
      ? recordOf(row).action
      : { approvals: [], glass: null, proposal: undefined }
    const known = {
      proposer: proposal?.proposed_by,
      approver: approvals[0]?.actor,
      breaker: glass?.by,
      stranger: undefined,
    }[by]
    return known ? { actor_id: known.id, actor_digest: known.digest } : {}
  }

  test.each(forgeries)('%s (%s)', async (_, name, action, data, by, at) => {
    const { report, seq } = await forged((db) => ({
      action: `action.${action}`,
      subject: `action:${idOf(name)}`,
      data,
      ...whoIs(db, by, idOf(name)),
      ...(at === undefined ? {} : { at }),
    }))
    expect(report).toMatchObject({ ok: false, first_bad: { seq } })
  })

  test('what could have been so is not found: it takes a checkpoint kept elsewhere', async () => {
    const { report } = await forged(() => ({
      action: 'action.proposal.rejected',
      subject: `action:${idOf('proposed, tier 2')}`,
      data: gone,
    }))
    expect(report).toMatchObject({ ok: true })
  })

  const created = (db: tools.Db): tools.Fields =>
    tools
      .fullRows(db)
      .map(({ body }) => tools.fieldsOf(body))
      .find(({ action }) => action === 'action.proposal.created') ?? {}

  test('a proposal that was made before', async () => {
    const { report, seq } = await forged((db) => created(db))
    expect(report).toMatchObject({ ok: false, first_bad: { seq } })
  })

  test.each([
    { proposal_digest: 'sha256:00' },
    { payload: { a: 1 } },
    { tier: 1 },
    { type: 'reboot' },
    { terms: {} },
    { expires_at: 5 },
  ])('a proposal whose digest is not that of %j', async (change) => {
    const { report, seq } = await forged((db) => {
      const { data, ...entry } = created(db)
      return {
        ...entry,
        subject: 'action:019aa000-0000-7000-8000-000000000000',
        data: { ...(data as object), ...change } as Json,
      }
    })
    expect(report).toMatchObject({ ok: false, first_bad: { seq } })
  })

  test('something that happened to an action that nobody proposed', async () => {
    const subject = 'action:019aa000-0000-7000-8000-000000000000'
    const { report, seq } = await forged(() => ({ action: 'action.proposal.rejected', subject, data: gone }))
    expect(report).toMatchObject({ ok: false, first_bad: { seq } })
  })

  test.each(['rejected', 'expired', 'executed by itself'] as const)(
    'something that happened to what was %s and pruned',
    async (name) => {
      const id = story.chapters[0]?.rows.get(name)?.id ?? ''
      const { report, seq } = await forged(() => ({
        action: 'action.proposal.rejected',
        subject: `action:${id}`,
        data: gone,
      }))
      expect(report).toMatchObject({ ok: false, first_bad: { seq } })
    },
  )
})
