import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { until } from '../fakes/until.ts'
import { withGate } from './run-kit.ts'

const asks = (...script: string[]) => ({
  smoke: { kind: 'commands', commands: script.map((code) => ['node', '-e', code]) },
})

test('what the smoke gate says no to is blocked: nothing is pushed', () =>
  withGate(
    'sqlite',
    asks('console.log("looks at " + require("fs").readFileSync("service.json"))', 'process.exit(3)'),
    async ({ service, open }) => {
      const before = service.commit()
      service.push(before)
      const sha = service.commit({ says: ['a canary'] })
      const { start, run, lines, entriesOf } = await open()
      start()
      const deploy = await run({ from_sha: before, to_sha: sha })
      expect(deploy.stage).toMatchObject({ state: 'blocked', ending: { outcome: 'blocked', by: deploy.began_by } })
      expect(deploy.stage.ending?.detail).toMatch(/\.$/)
      expect((await lines(deploy.deploy_id)).join('\n')).toContain('looks at {"says":["a canary"]}')
      expect((await entriesOf(deploy.deploy_id)).map(({ action }) => action)).toEqual([
        'console.deploy.prod',
        'deploy.smoke.started',
        'console.deploy.prod',
      ])
      expect(service.head()).toBe(before)
    },
  ))

test('what it passed is in the record', () =>
  withGate('sqlite', asks('0'), async ({ service, open }) => {
    const { start, run } = await open()
    start()
    const deploy = await run({ from_sha: null, to_sha: service.commit() })
    expect(deploy).toMatchObject({ smoke: expect.stringContaining('passed'), stage: { state: 'audit_written' } })
  }))

test('that it is not well before the deploy is said, and is in nobody’s way', () =>
  withGate('sqlite', {}, async ({ service, open }) => {
    const before = service.commit({ healthy: false })
    service.push(before)
    const { start, run, lines } = await open()
    start()
    const deploy = await run({ from_sha: before, to_sha: service.commit() })
    expect(deploy.stage.ending?.outcome).toBe('success')
    expect(await lines(deploy.deploy_id)).toContain('Warning: it is not well before the deploy. It answered 503.')
  }))

test('stopped in the smoke gate, what it runs ends and nothing was pushed', () =>
  withGate('sqlite', {}, async ({ service, open, surface }) => {
    const mark = join(service.folder, 'smoke')
    const waits = `require("fs").writeFileSync(${JSON.stringify(mark)}, ""); setInterval(() => {}, 1000)`
    Object.assign(surface, asks(waits))
    const console = await open()
    console.start()
    const id = await console.begin({ from_sha: null, to_sha: service.commit() })
    await until('the smoke gate runs', () => existsSync(mark))
    await console.stop(id)
    await console.over(id)
    expect((await console.deploy(id)).stage).toMatchObject({
      state: 'smoke_gate',
      ending: {
        outcome: 'cancelled',
        detail: expect.stringMatching(/^It was broken off before anything was pushed\. Nothing runs there/),
      },
    })
    expect(service.head()).toBeNull()
  }))
