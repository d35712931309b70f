import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { begin, type DeployFacts } from '../../shared/domain/gate.ts'
import { writeGateEvent, writeIntent } from '../../shared/domain/gate-entries.ts'
import { writeStandingEvent } from '../../shared/domain/surface-entries.ts'
import { stillTime } from '../http/action-kit.ts'
import { startApp, type TestApp } from '../http/harness.ts'
import { factsOf } from '../shared/gate-kit.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { actAs, sha, tellDeploys } from './tampering/deploy-story.ts'
import { openRaw, type Raw } from './tampering/raw.ts'

describe.each(engines)('deploys and the ledger on %s', (engine) => {
  const time = stillTime()
  let app: TestApp
  let count = 0
  beforeAll(async () => {
    app = await startApp(engine, { clock: time.now })
  })
  afterAll(() => app.close())
  const open = async (): Promise<string> => {
    count += 1
    await ensureWorkspace(app.services.store, `w${count}`, ada)
    return `w${count}`
  }
  const verify = (workspace: string) => verifyDatabase({ database: app.place.database, workspace })
  const prune = async (workspace: string) => {
    time.pass(60)
    expect(await pruneEntries(app.services, ada, { workspace, before: time.text() })).toMatchObject({ ok: true })
  }

  test('a story in which everything happens verifies; pruned, and pruned again, with what goes on after it', async () => {
    const workspace = await open()
    for (const round of ['one', 'two', 'three']) {
      await tellDeploys(app.services, workspace, ada, round)
      expect(await verify(workspace)).toMatchObject({ ok: true })
      await prune(workspace)
      expect(await verify(workspace)).toMatchObject({ ok: true, pruned: expect.any(Number) })
    }
  })

  describe('entries that nothing here writes are named', () => {
    const facts = (changed: Partial<DeployFacts>) => factsOf({ surface_id: 'console-one', ...changed })
    type Forge = (
      who: { id: string; digest: string },
      now: string,
    ) => { action: string; subject: string; data: unknown }[]
    const intent =
      (changed: Partial<DeployFacts>): Forge =>
      (began_by, began_at) => [writeIntent(facts({ ...changed, began_by, began_at }))]
    const standing =
      (event: Parameters<typeof writeStandingEvent>[1]): Forge =>
      () => [writeStandingEvent('console-one', event)]
    test.each<[what: string, forge: Forge, why: RegExp]>([
      ['a deploy beside one under way', intent({}), /under way/],
      ['a deploy begun twice', (who, now) => [1, 2].flatMap(() => intent({ surface_id: 'x' })(who, now)), /twice/],
      [
        'a rollback that never was, and what it put in quarantine',
        (by, at) => [
          writeStandingEvent('console-one', {
            kind: 'quarantined',
            quarantine: { sha: sha('9'), reason: 'x', by, at, deploy_id: 'nobody' },
          }),
        ],
        /no rollback/,
      ],
      [
        'what runs, of no deploy',
        (by, at) => [
          writeStandingEvent('console-one', {
            kind: 'running',
            running: { sha: sha('9'), release: null, since: at, by, deploy_id: 'nobody' },
          }),
        ],
        /no deploy/,
      ],
      ['an unlocked lock, unlocked', standing({ kind: 'unlocked', reason: 'x' }), /not locked/],
      [
        'a push of nothing',
        () => [writeGateEvent(begin(factsOf({ deploy_id: 'nobody' })), { kind: 'deploy_started' })],
        /never begun/,
      ],
      [
        'a form that is none',
        () => [{ action: 'deploy.push.started', subject: 'deploy:x', data: { wrong: true } }],
        /does not say/,
      ],
      [
        'a surface of its own form',
        () => [{ action: 'surface.definition.set', subject: 'surface:x', data: {} }],
        /does not say/,
      ],
      [
        'a push past the gate',
        (began_by, began_at) => {
          const own = facts({ surface_id: 'y', deploy_id: 'past', began_by, began_at })
          return [writeIntent(own), writeGateEvent(begin(own), { kind: 'deploy_started' })]
        },
        /it is triggered/,
      ],
      [
        'a deploy in a freeze that nobody passed',
        (by, at) => [
          writeStandingEvent('z', {
            kind: 'frozen',
            freeze: { id: 'f', from: at, until: '2099-01-01T00:00:00.000Z', reason: 'x', by, at },
          }),
          writeIntent(facts({ surface_id: 'z', deploy_id: 'cold', began_by: by, began_at: at })),
        ],
        /freeze that nobody passed/,
      ],
      [
        'a deploy past a lock that nobody passed',
        (by, at) => [
          writeStandingEvent('z', { kind: 'locked', lock: { reason: 'x', by, at } }),
          writeIntent(facts({ surface_id: 'z', deploy_id: 'shut', began_by: by, began_at: at })),
        ],
        /lock that nobody passed/,
      ],
    ])('%s', async (_, forge, why) => {
      const workspace = await open()
      await tellDeploys(app.services, workspace, ada, 'one')
      const last = await actAs(app.services, workspace, ada, async ({ tx, who }) => {
        let seq = 0
        for (const each of forge(who, tx.now)) seq = tx.append({ ...each, actor: who } as never).seq
        return seq
      })
      const report = await verify(workspace)
      expect(report).toMatchObject({ ok: false, first_bad: { seq: last, why: expect.stringMatching(why) } })
    })
  })

  describe('somebody who owns the database', () => {
    let raw: Raw
    let workspace: string
    beforeAll(async () => {
      workspace = await open()
      await tellDeploys(app.services, workspace, ada, 'one')
      await prune(workspace)
      await tellDeploys(app.services, workspace, ada, 'two')
      raw = await openRaw(engine, app.place)
    })
    afterAll(() => raw?.close())

    test.each([
      { table: 'surface', free: [] },
      { table: 'surface_standing', free: [] },
      // Who carries it out, and who asks for it to be broken off, is of the moment; `n` counts over all workspaces.
      { table: 'deploy', free: ['n', 'lease', 'lease_until', 'stop_by', 'stop_by_digest'] },
    ])('changes no column of a $table unseen, and no row of it comes or goes', async ({ table, free }) => {
      expect(await verify(workspace)).toMatchObject({ ok: true })
      const rows = await raw.rows(table, workspace)
      expect(rows.length).toBeGreaterThan(1)
      let changed = 0
      for (const row of rows) {
        const columns = Object.keys(row).filter((column) => ![...free, 'workspace'].includes(column))
        for (const column of columns) {
          const was = row[column]
          const other = typeof was === 'number' ? was + 1 : was === null ? 'x' : `${was}`.replace(/.$/, '~')
          if (!(await raw.set(table, row, column, other))) continue
          changed += 1
          const report = await verify(workspace)
          expect(report.ok, `${table}.${column} of ${JSON.stringify(row)}`).toBe(false)
          expect(report.first_bad?.why).toMatch(/surface|deploy/)
          await raw.set(table, { ...row, [column]: other }, column, was)
        }
        await raw.take(table, row)
        expect((await verify(workspace)).ok, `${table} without ${JSON.stringify(row)}`).toBe(false)
        await raw.put(table, row)
      }
      expect(changed).toBeGreaterThan(rows.length * 2)
      expect(await verify(workspace)).toMatchObject({ ok: true })
    })

    test('what a deploy said is not of the record: its lines go when the policy says', async () => {
      await raw.run(`delete from deploy_log where workspace = '${workspace}'`)
      expect(await verify(workspace)).toMatchObject({ ok: true })
    })
  })
})
