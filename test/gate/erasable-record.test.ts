import { expect, test } from 'vitest'
import { HostRefused } from '../../main/gate/host.ts'
import { openRun, usualPace } from '../../main/gate/run/open-run.ts'
import { pushOut } from '../../main/gate/run/push-out.ts'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { engines } from '../support/engines.ts'
import { ada, grace } from '../support/people.ts'
import { withGate } from './run-kit.ts'

const telling = /ada@example\.com/i

test.each(engines)('what a remote says about somebody can be forgotten with them (%s)', (engine) =>
  withGate(engine, {}, async ({ service, open }) => {
    const sha = service.commit({ refuse: 'Access denied for Ada@Example.com' })
    const { services, start, run, entries, lines, deploy, verify } = await open()
    start()
    const { deploy_id, stage } = await run({ from_sha: null, to_sha: sha })
    expect(stage).toMatchObject({ ending: { outcome: 'deploy_failed' } })
    expect((await lines(deploy_id)).join('\n')).toMatch(telling)
    expect(JSON.stringify([await entries(), await deploy(deploy_id)]).match(telling)).toBeNull()
    const wanted = { workspace: services.workspace, actor: ada.email ?? '' }
    expect(await eraseActor(services, grace, wanted)).toMatchObject({ ok: true })
    expect((await lines(deploy_id)).join('\n')).toContain('Access denied for erased person')
    expect((await lines(deploy_id)).join('\n').match(telling)).toBeNull()
    expect(await verify()).toMatchObject({ ok: true })
  }),
)

test.each(engines)('hosts are told an operator by id alone, and what they throw names nobody (%s)', (engine) =>
  withGate(engine, {}, async ({ service, surface, open }) => {
    const { services, begin, deploy, entries } = await open()
    const id = await begin({ from_sha: null, to_sha: service.commit({}) }, ada)
    const running = openRun(services, services.workspace, await deploy(id), usualPace)
    await running.advance({ kind: 'smoke_started' })
    await running.advance({ kind: 'smoke_passed', detail: null })
    let told = ''
    const went = await pushOut(running, surface, async (_, { operator }) => {
      told = operator
      throw new HostRefused('no such account as ada@example.com')
    })
    await running.close()
    expect([went, told]).toEqual([false, (await deploy(id)).began_by.id])
    const ending = { outcome: 'deploy_failed', detail: 'no such account as [address].' }
    expect((await deploy(id)).stage).toMatchObject({ ending })
    expect(JSON.stringify(await entries()).match(telling)).toBeNull()
  }),
)
