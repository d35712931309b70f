import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { createRule, putRule } from '../../main/use-cases/fleet/rules/put-rule.ts'
import { removeRule } from '../../main/use-cases/fleet/rules/remove-rule.ts'
import { setFleetSettings } from '../../main/use-cases/fleet/settings.ts'
import type { Act } from '../../main/use-cases/transition.ts'
import type { Json } from '../../shared/domain/entry.ts'
import type { FleetRule } from '../../shared/domain/fleet-rule.ts'
import { usualSettings } from '../../shared/domain/fleet-settings.ts'
import type { Result } from '../../shared/domain/result.ts'
import { stillTime } from '../http/action-kit.ts'
import { startApp, type TestApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { thresholdRule, weightedRule } from '../support/fleet-rows.ts'
import { ada } from '../support/people.ts'
import { actAs } from './tampering/deploy-story.ts'
import { openRaw, type Raw } from './tampering/raw.ts'

describe.each(engines)('settings and rules of the fleet and the ledger on %s', (engine) => {
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
  const done = async <T>(workspace: string, work: (act: Act) => Promise<Result<T>>): Promise<T> => {
    const result = await actAs(app.services, workspace, ada, work)
    if (!result.ok) throw new Error(result.refusal.detail)
    return result.value
  }
  const make = async (workspace: string, rule: FleetRule) => (await done(workspace, (act) => createRule(act, rule))).id
  const tell = async (workspace: string, days: number) => {
    await done(workspace, (act) => setFleetSettings(act, { retention_days: days }))
    const changed = await make(workspace, thresholdRule())
    await done(workspace, (act) => putRule(act, changed, weightedRule()))
    const gone = await make(workspace, weightedRule())
    await done(workspace, (act) => removeRule(act, gone))
    return { changed, gone }
  }
  const prune = async (workspace: string) => {
    time.pass(60)
    expect(await pruneEntries(app.services, ada, { workspace, before: time.text() })).toMatchObject({ ok: true })
  }

  test('a story of them verifies; pruned, and pruned again, with what goes on after it', async () => {
    const workspace = await open()
    const { changed } = await tell(workspace, 10)
    for (const days of [20, 30, 40]) {
      expect(await verify(workspace)).toMatchObject({ ok: true })
      await prune(workspace)
      expect(await verify(workspace)).toMatchObject({ ok: true, pruned: expect.any(Number) })
      await tell(workspace, days)
    }
    await done(workspace, (act) => removeRule(act, changed))
    expect(await verify(workspace)).toMatchObject({ ok: true })
  })

  const rule = thresholdRule() as unknown as Json
  const settings = usualSettings as unknown as { [name: string]: Json }
  test.each<[what: string, action: string, subject: string, data: Json, why: RegExp]>([
    ['settings of another form', 'fleet.settings.set', 'workspace:WORKSPACE', { ...settings, more: 1 }, /does not say/],
    [
      'settings that nobody may set',
      'fleet.settings.set',
      'workspace:WORKSPACE',
      { ...settings, retention_days: 0 },
      /does not say/,
    ],
    ['settings of another workspace', 'fleet.settings.set', 'workspace:other', settings, /does not say/],
    [
      'settings with two prices of a model',
      'fleet.settings.set',
      'workspace:WORKSPACE',
      { ...settings, prices: [...usualSettings.prices, ...usualSettings.prices] },
      /does not say/,
    ],
    ['a rule under the name of something else', 'fleet.rule.set', 'rule:CHANGED', { rule }, /does not say/],
    ['a removal that says more', 'fleet.rule.removed', 'fleet_rule:CHANGED', { more: 1 }, /does not say/],
    ['a rule that is none', 'fleet.rule.set', 'fleet_rule:x', { rule: { kind: 'threshold' } }, /does not say/],
    ['a change of a rule that is gone', 'fleet.rule.set', 'fleet_rule:GONE', { rule }, /not there/],
    ['a removal of nothing', 'fleet.rule.removed', 'fleet_rule:x', {}, /not there/],
    ['a removal twice', 'fleet.rule.removed', 'fleet_rule:GONE', {}, /not there/],
  ])('an entry that nothing here writes is named: %s', async (_, action, subject, data, why) => {
    const workspace = await open()
    const { gone, changed } = await tell(workspace, 10)
    const named = subject.replace('GONE', gone).replace('CHANGED', changed).replace('WORKSPACE', workspace)
    const { seq } = await actAs(app.services, workspace, ada, async ({ tx, who }) =>
      tx.append({ action, subject: named, data, actor: who }),
    )
    expect(await verify(workspace)).toMatchObject({ ok: false, first_bad: { seq, why: expect.stringMatching(why) } })
  })

  describe('somebody who owns the database', () => {
    let raw: Raw
    let workspace: string
    beforeAll(async () => {
      workspace = await open()
      await tell(workspace, 10)
      await prune(workspace)
      await tell(workspace, 20)
      raw = await openRaw(engine, app.place)
    })
    afterAll(() => raw?.close())

    test.each([
      ['fleet_rule', 4],
      ['fleet_setting', 1],
    ])('changes no column of %s unseen, and no row of it comes or goes', async (table, known) => {
      const rows = await raw.rows(table, workspace)
      expect(rows).toHaveLength(known)
      for (const row of rows) {
        for (const column of Object.keys(row).filter((each) => each !== 'workspace')) {
          const was = row[column]
          const other =
            typeof was === 'number' ? (column === 'removed' ? 1 - was : was + 1) : `${was}`.replace('2', '3')
          expect(other, column).not.toBe(was)
          expect(await raw.set(table, row, column, other)).toBe(true)
          expect((await verify(workspace)).ok, `${column} of ${JSON.stringify(row)}`).toBe(false)
          await raw.set(table, { ...row, [column]: other }, column, was)
        }
        await raw.take(table, row)
        expect((await verify(workspace)).ok, `without ${JSON.stringify(row)}`).toBe(false)
        await raw.put(table, row)
      }
      expect(await verify(workspace)).toMatchObject({ ok: true })
    })

    test('adds no rule, and no settings where nobody has set any', async () => {
      const [row] = await raw.rows('fleet_rule', workspace)
      const [said] = await raw.rows('fleet_setting', workspace)
      if (!row || !said) throw new Error('there is nothing to copy')
      await raw.put('fleet_rule', { ...row, rule_id: 'stranger' })
      expect((await verify(workspace)).first_bad?.why).toMatch(/never set by an entry/)
      await raw.take('fleet_rule', { rule_id: 'stranger' })
      const empty = await open()
      await raw.put('fleet_setting', { ...said, workspace: empty })
      expect((await verify(empty)).first_bad?.why).toMatch(/never set by an entry/)
    })
  })
})
