import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { insertDeploy } from '../../main/store/deploys.ts'
import { Deploy } from '../../shared/contract/deploys.ts'
import { Surface } from '../../shared/contract/surfaces.ts'
import { begin } from '../../shared/domain/gate.ts'
import { writeIntent } from '../../shared/domain/gate-entries.ts'
import { factsOf } from '../shared/gate-kit.ts'
import { ada } from '../support/people.ts'
import { deploys, surfaces } from './deploy-kit.ts'
import { jsonBody } from './harness.ts'
import { type Machine, withMachine } from './machine-gate-kit.ts'
import { problemOf } from './problem-shape.ts'

/** A deploy that somebody else began at the server, and that nobody carries out yet. */
async function beginAtTeam({ team: { services } }: Machine): Promise<string> {
  return services.store.write('w', async (tx) => {
    const { id, digest } = await knowActor(tx, ada)
    const facts = factsOf({ deploy_id: 'at-the-server', began_at: tx.now, began_by: { id, digest } })
    const { seq } = tx.append({ ...writeIntent(facts), actor: facts.began_by })
    await insertDeploy(tx, begin(facts), seq, null)
    return facts.deploy_id
  })
}

const slow = { timeout: 60_000 }

describe('a console that talks to a team’s server deploys from its own machine', slow, () => {
  test('the server is told, as one record of its own ledger', () =>
    withMachine(async (machine) => {
      const sha = machine.service.commit()
      const shipped = await machine.out()
      expect(shipped).toMatchObject({ outcome: 'success', to_sha: sha, path: 'local' })
      expect(machine.service.head()).toBe(sha)
      await machine.told(shipped.id)
      const [told, ...more] = await machine.teamDeploys()
      expect(more).toEqual([])
      expect(told).toMatchObject({
        ...{ id: shipped.id, outcome: 'success', surface: 'console', to_sha: sha, trigger: 'local-script' },
        actor: { name: 'incident_commander' },
      })
      expect(shipped.actor).toMatchObject({ name: 'incident_commander', via: 'api_key', verified: true })
      const { items, next_cursor } = await machine.page()
      expect([items.map(({ id }) => id), next_cursor]).toEqual([[shipped.id], null])
    }))

  test('while the server is down it goes out all the same, is held, and is told once the server is back', () =>
    withMachine(async (machine) => {
      await machine.list()
      await machine.leave()
      machine.service.commit()
      const first = await machine.out()
      expect(first).toMatchObject({ outcome: 'success', forwarding: { server: 'Team', told: false } })
      expect(first.warnings.join()).toContain('cannot be reached')
      const bad = machine.service.commit({ healthy: false })
      expect(await machine.out()).toMatchObject({ outcome: 'health_check_failed', to_sha: bad })
      const back = await machine.ended((await machine.begun(machine.rollback({ reason: 'Not well' }))).id)
      expect(back).toMatchObject({ kind: 'rollback', outcome: 'success', to_sha: first.to_sha })
      const alone = await machine.list()
      expect(alone.items).toMatchObject([{ id: 'console', at: 'here' }])
      expect(alone.faults.join()).toMatch(/cannot be reached.*3 deploys of this machine are held here/s)
      await machine.comeBack()
      await machine.told(back.id)
      const told = (await machine.teamDeploys()).reverse()
      expect(told.map(({ kind, outcome }) => [kind, outcome])).toEqual([
        ['deploy', 'success'],
        ['deploy', 'health_check_failed'],
        ['rollback', 'success'],
      ])
      expect(told.map(({ started_at }) => started_at)).toEqual(
        (await machine.page()).items.map(({ started_at }) => started_at).reverse(),
      )
      expect((await machine.list()).faults).toEqual([])
    }))

  test('what is held outlives the program, and nobody has to look for it to be told', () =>
    withMachine(async (machine) => {
      await machine.list()
      await machine.leave()
      machine.service.commit()
      const { id } = await machine.out()
      await machine.restart(() => machine.comeBack())
      await expect.poll(async () => (await machine.teamDeploys()).length, { timeout: 20_000 }).toBe(1)
      await machine.told(id)
      expect(await machine.teamDeploys()).toMatchObject([{ id, outcome: 'success' }])
    }))

  test('what the server freezes, locks or has in quarantine does not go out from here either', () =>
    withMachine(async (machine) => {
      await machine.defineAtTeam()
      const sha = machine.service.commit()
      expect((await machine.commandAtTeam('lock', { reason: 'An audit' })).status).toBe(200)
      expect(await machine.surface()).toMatchObject({
        at: 'server',
        paths: { local: {}, ci: {} },
        lock: { reason: 'An audit' },
      })
      const { detail } = await problemOf(await machine.begin(), 403, 'locked')
      expect(detail).toContain('Team')
      await machine.command('unlock', { reason: 'It is over' })
      expect((await machine.surface()).lock).toBeNull()
      const until = new Date(Date.now() + 3600_000).toISOString()
      expect((await machine.command('freeze', { reason: 'Weekend', until })).status).toBe(200)
      await problemOf(await machine.begin(), 403, 'frozen')
      await machine.leave()
      expect(await machine.out()).toMatchObject({ outcome: 'success', to_sha: sha })
    }))

  test('a viewer there deploys nothing from here, also when the server has gone', () =>
    withMachine(
      async (machine) => {
        machine.service.commit()
        await problemOf(await machine.begin(), 403, 'permission_denied')
        await machine.leave()
        await problemOf(await machine.begin(), 403, 'permission_denied')
        expect(machine.service.head()).toBeNull()
      },
      ['viewer'],
    ))

  test('one that was told, and whose telling was never noted here, is told again and is one record there', () =>
    withMachine(async (machine) => {
      machine.service.commit()
      const { id } = await machine.out()
      await machine.told(id)
      await machine.restart(async () => {
        const ledger = new Database(join(machine.dataDir, 'local', 'countersign.db'))
        ledger.prepare('update deploy_forward set told_at = null').run()
        ledger.close()
      })
      await machine.told(id)
      expect((await machine.teamDeploys()).map((told) => told.id)).toEqual([id])
    }))

  test('where the server does not take the record, it is held, and said where people look', () =>
    withMachine(async (machine) => {
      await machine.list()
      await machine.revoke()
      const sha = machine.service.commit()
      const { id } = await machine.out()
      expect(machine.service.head()).toBe(sha)
      await expect
        .poll(async () => (await machine.deploy(id)).forwarding, { timeout: 20_000 })
        .toMatchObject({
          told: false,
          error: expect.stringContaining('revoked'),
        })
      expect((await machine.list()).faults.join()).toContain('held here')
      expect(await machine.teamDeploys()).toEqual([])
    }))

  test('a rollback here breaks off what goes out at the server, and is offered by what the server knows', () =>
    withMachine(async (machine) => {
      await machine.defineAtTeam()
      machine.service.commit()
      const { to_sha } = await machine.out()
      machine.service.commit()
      await machine.out()
      const under = await beginAtTeam(machine)
      const { rollback } = await machine.on(machine.atTeam(`${surfaces}/console?fresh=true`), 200, Surface)
      expect(await machine.surface()).toMatchObject({ in_flight: [{ id: under }], rollback })
      const back = await machine.ended((await machine.begun(machine.rollback())).id)
      expect(back).toMatchObject({ outcome: 'success', to_sha })
      const there = async () => machine.on(machine.atTeam(`${deploys}/${under}`), 200, Deploy)
      await expect.poll(async () => (await there()).outcome, { timeout: 10_000 }).toBe('cancelled')
    }))

  test('a review that is closed here alone is not called closed, and is closed at the server with the next try', () =>
    withMachine(async (machine) => {
      const paths = { local: {}, ci: { repository: 'raxx/console' } }
      machine.define({ paths })
      await machine.defineAtTeam()
      machine.service.commit()
      const { id } = await machine.out()
      await machine.told(id)
      await machine.signInAs(await machine.team.keyFor(['release_manager']))
      const close = () => machine.ask(`${deploys}/${id}/close-review`, jsonBody({ note: 'Looked at' }))
      const isOpenAt = async (answer: Promise<Response>) => (await machine.on(answer, 200, Deploy)).review?.open
      await machine.leave()
      const { detail } = await problemOf(await close(), 502, 'server_unreachable')
      expect(detail).toContain('closed at this machine, and not at the server')
      expect(await isOpenAt(machine.ask(`${deploys}/${id}`))).toBe(false)
      await machine.comeBack()
      expect(await isOpenAt(machine.atTeam(`${deploys}/${id}`))).toBe(true)
      expect((await close()).status).toBe(200)
      expect(await isOpenAt(machine.atTeam(`${deploys}/${id}`))).toBe(false)
      await problemOf(await close(), 409, 'invalid_transition')
    }))

  test('with the server away the first page is this machine’s, and the next one waits for the server', () =>
    withMachine(async (machine) => {
      machine.service.commit()
      const { id } = await machine.out()
      await machine.told(id)
      await machine.leave()
      const { items, next_cursor } = await machine.page()
      expect(items.map((each) => each.id)).toEqual([id])
      await problemOf(await machine.ask(`${deploys}?cursor=${next_cursor}`), 502, 'server_unreachable')
      await machine.comeBack()
      expect(await machine.page(`?cursor=${next_cursor}`)).toEqual({ items: [], next_cursor: null })
    }))

  test('what only the server knows goes to the server', () =>
    withMachine(async (machine) => {
      const other = { ...{ id: 'other', name: 'Other' } }
      const { name } = other
      const made = await machine.atTeam(`${surfaces}/other`, {
        ...jsonBody({
          ...{ name, host: 'heroku', app: 'other', repository: 'https://git.example/other.git' },
          paths: { ci: { repository: 'raxx/other' } },
        }),
        method: 'PUT',
      })
      expect(made.status).toBe(200)
      const { items } = await machine.list()
      expect(items.map(({ id, at }) => [id, at])).toEqual([
        ['console', 'here'],
        ['other', 'server'],
      ])
      expect((await machine.ask(`${surfaces}/other`)).status).toBe(200)
      await problemOf(await machine.ask(`${deploys}/nothing`), 404, 'not_found')
      await problemOf(await machine.ask(`${surfaces}/nothing`), 404, 'not_found')
    }))
})
