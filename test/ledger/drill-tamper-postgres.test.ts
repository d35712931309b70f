import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { stillTime } from '../http/action-kit.ts'
import { startApp, type TestApp } from '../http/harness.ts'
import { adminOf } from '../support/database.ts'
import { ada } from '../support/people.ts'
import { tellDrills } from './tampering/drill-story.ts'

/** What a row says is compared by the same code on both; on SQLite tamper.test.ts has every column of it. */
describe('somebody who owns the database on postgresql and changes', () => {
  const time = stillTime()
  let app: TestApp
  let admin: Client
  beforeAll(async () => {
    app = await startApp('postgresql', { clock: time.now })
    admin = new Client({ connectionString: adminOf(app.place.database) })
    await admin.connect()
    await admin.query('set session_replication_role = replica')
  })
  afterAll(async () => {
    await admin.end()
    await app.close()
  })

  const one = (table: string, where = 'true') =>
    `ctid = (select ctid from ${table} where workspace = $1 and ${where} order by ctid limit 1)`
  test.each<[what: string, statement: string, why: RegExp]>([
    ['a schedule', `update drill_schedule set next_due_at = 'x' where ${one('drill_schedule')}`, /schedule .* changed/],
    ['a plan', `update drill_plan set generated_by = 'x' where ${one('drill_plan')}`, /plan .* changed/],
    [
      'a member of a plan that it never had',
      `update drill_plan set document = left(document, -1) || ',"zz_note":"approved"}' where ${one('drill_plan')}`,
      /plan .* changed/,
    ],
    ['a route', `update drill_route set owner = 'x' where ${one('drill_route')}`, /route .* changed/],
    [
      'an answer of a route',
      `update drill_route set state = 'resolved' where ${one('drill_route', `state = 'escalated'`)}`,
      /route .* changed/,
    ],
    [
      'an acknowledgement',
      `update drill_acknowledgement set notes = 'x' where ${one('drill_acknowledgement')}`,
      /acknowledgement .* changed/,
    ],
    [
      'who acknowledged',
      `update drill_acknowledgement set by_id = 'x' where ${one('drill_acknowledgement')}`,
      /acknowledgement .* changed/,
    ],
    [
      'what arrived',
      `update drill_delivery set outcome = 'delivered' where ${one('drill_delivery', `outcome = 'failed'`)}`,
      /delivery .* changed/,
    ],
    ['an attempt', `delete from drill_delivery_attempt where ${one('drill_delivery_attempt')}`, /delivery .* changed/],
    ['a report', `update drill_report set document = '{}' where ${one('drill_report')}`, /report .* changed/],
    ['a run', `update drill_run set began_at = 'x' where ${one('drill_run')}`, /run .* changed/],
    ['a run, away', `delete from drill_run where ${one('drill_run')}`, /run .* removed/],
    ['the policy', 'update drill_policy set require_verified = 1 where workspace = $1', /drill policy/],
    ['a connector', `update connector set kind = 'slack' where ${one('connector')}`, /connector .* changed/],
    ['a connector, away', `delete from connector where ${one('connector')}`, /connector .* removed/],
  ])('%s is found', async (what, statement, why) => {
    const workspace = what.replaceAll(/[^a-z]+/g, '-')
    await ensureWorkspace(app.services.store, workspace, ada)
    await tellDrills(app.services, workspace, ada, 'one')
    const look = () => verifyDatabase({ database: app.place.database, workspace })
    expect(await look()).toMatchObject({ ok: true })
    expect((await admin.query(statement, [workspace])).rowCount).toBe(1)
    expect(await look()).toMatchObject({ ok: false, first_bad: { why: expect.stringMatching(why) } })
  })
})
