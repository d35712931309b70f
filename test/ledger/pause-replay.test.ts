import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { resumePause } from '../../main/use-cases/pauses/resume-pause.ts'
import { setPause } from '../../main/use-cases/pauses/set-pause.ts'
import type { Json } from '../../shared/domain/entry.ts'
import { stillTime } from '../http/action-kit.ts'
import { startApp, type TestApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { ada } from '../support/people.ts'
import { actAs } from './tampering/deploy-story.ts'
import { openRaw, type Raw } from './tampering/raw.ts'

describe.each(engines)('pauses and the ledger on %s', (engine) => {
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
  const pause = async (workspace: string, agent: string, seconds?: number) => {
    const until = seconds === undefined ? null : time.text(seconds)
    const done = await actAs(app.services, workspace, ada, (act) => setPause(act, { agent, reason: 'It loops', until }))
    if (!done.ok) throw new Error(done.refusal.detail)
    return done.value.pause.id
  }
  const resume = async (workspace: string, id: string) => {
    const done = await actAs(app.services, workspace, ada, (act) => resumePause(act, id))
    if (!done.ok) throw new Error(done.refusal.detail)
  }
  /** Two of each that a pause can be: over by a person, over by itself, and not over. */
  const tell = async (workspace: string, round: string) => {
    for (const n of [1, 2]) {
      await resume(workspace, await pause(workspace, `resumed ${round} ${n}`))
      await resume(workspace, await pause(workspace, `resumed ${round} ${n}`, 60))
      await pause(workspace, `short ${round} ${n}`, 1)
      await pause(workspace, `paused ${round} ${n}`)
    }
    time.pass(10)
    await pause(workspace, `short ${round} 2`)
  }
  const prune = async (workspace: string) => {
    time.pass(60)
    expect(await pruneEntries(app.services, ada, { workspace, before: time.text() })).toMatchObject({ ok: true })
  }

  test('a story of them verifies; pruned, and pruned again, with what goes on after it', async () => {
    const workspace = await open()
    const left = await pause(workspace, 'left')
    for (const round of ['one', 'two', 'three']) {
      await tell(workspace, round)
      expect(await verify(workspace)).toMatchObject({ ok: true })
      await prune(workspace)
      expect(await verify(workspace)).toMatchObject({ ok: true, pruned: expect.any(Number) })
    }
    // What began before three prunes ends after them; what ended by itself before them begins anew.
    await resume(workspace, left)
    await pause(workspace, 'short one 1')
    expect(await verify(workspace)).toMatchObject({ ok: true })
  })

  test('one that a prune found live and that ended by itself is none that was changed, however many prunes later', async () => {
    const workspace = await open()
    await resume(workspace, await pause(workspace, 'b'))
    await pause(workspace, 'a', 300)
    await prune(workspace)
    time.pass(600)
    const next = await pause(workspace, 'a', 120)
    expect(await verify(workspace)).toMatchObject({ ok: true })
    for (const _ of [1, 2]) {
      await prune(workspace)
      expect(await verify(workspace)).toMatchObject({ ok: true })
    }
    time.pass(600)
    await pause(workspace, 'a')
    await prune(workspace)
    expect(await verify(workspace)).toMatchObject({ ok: true })
    const raw = await openRaw(engine, app.place)
    for (const row of await raw.rows('agent_pause', workspace)) {
      await raw.take('agent_pause', row)
      expect((await verify(workspace)).ok, `without ${row.pause_id}, ${next} was the second`).toBe(false)
      await raw.put('agent_pause', row)
    }
    await raw.close()
    expect(await verify(workspace)).toMatchObject({ ok: true })
  })

  test('the id of one that ended by itself is not given again, before a prune and after it', async () => {
    for (const pruned of [false, true]) {
      const workspace = await open()
      const id = await pause(workspace, 'a', 100)
      if (pruned) await prune(workspace)
      time.pass(600)
      const { seq } = await actAs(app.services, workspace, ada, async ({ tx, who }) =>
        tx.append({
          ...{ action: 'agent.pause.set', subject: `pause:${id}`, actor: who },
          data: { agent: 'a', reason: 'x', until: null },
        }),
      )
      expect(await verify(workspace)).toMatchObject({ first_bad: { seq, why: 'a pause was set twice' } })
    }
  })

  test.each<[what: string, action: string, subject: string, data: (id: string) => Json, why: RegExp]>([
    [
      'a pause of what is paused',
      'agent.pause.set',
      'pause:q',
      () => ({ agent: 'a', reason: 'x', until: null }),
      /paused already/,
    ],
    [
      'a pause into the past',
      'agent.pause.set',
      'pause:q',
      () => ({ agent: 'b', reason: 'x', until: '2020-01-01T00:00:00.000Z' }),
      /was over/,
    ],
    [
      'a pause of no agent',
      'agent.pause.set',
      'pause:q',
      () => ({ agent: '', reason: 'x', until: null }),
      /does not say/,
    ],
    [
      'a pause of more than its form',
      'agent.pause.set',
      'pause:q',
      () => ({ agent: 'b', reason: 'x', until: null, more: 1 }),
      /does not say/,
    ],
    [
      'a second pause with one id',
      'agent.pause.set',
      'pause:ID',
      () => ({ agent: 'b', reason: 'x', until: null }),
      /set twice/,
    ],
    ['an end of nothing', 'agent.pause.ended', 'pause:q', () => ({ agent: 'a' }), /never set/],
    ['an end for another agent', 'agent.pause.ended', 'pause:ID', () => ({ agent: 'b' }), /never set/],
    ['an end of something else', 'agent.pause.ended', 'agent:ID', () => ({ agent: 'a' }), /does not say/],
  ])('an entry that nothing here writes is named: %s', async (_, action, subject, data, why) => {
    const workspace = await open()
    const id = await pause(workspace, 'a')
    const { seq } = await actAs(app.services, workspace, ada, async ({ tx, who }) =>
      tx.append({ action, subject: subject.replace('ID', id), data: data(id), actor: who }),
    )
    expect(await verify(workspace)).toMatchObject({ ok: false, first_bad: { seq, why: expect.stringMatching(why) } })
  })

  describe('somebody who owns the database', () => {
    let raw: Raw
    let workspace: string
    beforeAll(async () => {
      workspace = await open()
      await tell(workspace, 'one')
      await prune(workspace)
      await tell(workspace, 'two')
      raw = await openRaw(engine, app.place)
    })
    afterAll(() => raw?.close())

    test('changes no column of a pause unseen, and no row of it comes or goes', async () => {
      expect(await verify(workspace)).toMatchObject({ ok: true })
      const rows = await raw.rows('agent_pause', workspace)
      expect(rows).toHaveLength(18)
      let changed = 0
      for (const row of rows) {
        // `n` counts over all workspaces.
        for (const column of Object.keys(row).filter((each) => !['n', 'workspace'].includes(each))) {
          const was = row[column]
          const other = typeof was === 'number' ? was + 1 : was === null ? 'x' : `${was}`.replace(/.$/, '~')
          if (!(await raw.set('agent_pause', row, column, other))) continue
          changed += 1
          const report = await verify(workspace)
          expect(report.ok, `${column} of ${JSON.stringify(row)}`).toBe(false)
          expect(report.first_bad?.why).toMatch(/pause/)
          await raw.set('agent_pause', { ...row, [column]: other }, column, was)
        }
        await raw.take('agent_pause', row)
        expect((await verify(workspace)).ok, `without ${JSON.stringify(row)}`).toBe(false)
        await raw.put('agent_pause', row)
      }
      expect(changed).toBeGreaterThan(rows.length * 8)
      const [row] = rows
      if (row === undefined) throw new Error('there are no pauses')
      await raw.put('agent_pause', { ...row, n: 1_000_000, pause_id: 'stranger' })
      expect((await verify(workspace)).first_bad?.why).toMatch(/pause/)
      await raw.take('agent_pause', { pause_id: 'stranger' })
      expect(await verify(workspace)).toMatchObject({ ok: true })
    })

    test('and does not change their order', async () => {
      const rows = (await raw.rows('agent_pause', workspace)).toSorted((a, b) => Number(a.n) - Number(b.n))
      const last = rows.at(-1)
      const before = rows.at(-2)
      if (!last || !before) throw new Error('there are no pauses')
      for (const [row, n] of [
        [before, 1_000_001],
        [last, 1_000_000],
      ] as const) {
        await raw.take('agent_pause', row)
        await raw.put('agent_pause', { ...row, n })
      }
      expect((await verify(workspace)).first_bad?.why).toMatch(/not where the ledger has put it/)
    })
  })
})
