import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { isAlive } from '../fakes/is-alive.ts'
import { openServiceRepository } from '../fakes/service-repository.ts'
import { until } from '../fakes/until.ts'

test('the service does what the commit says, and the next one takes its place', async () => {
  const service = await openServiceRepository()
  try {
    const status = async () => (await fetch(service.health)).status
    service.push(service.commit({ healthyAfter: 2 }))
    expect([await status(), await status(), await status()]).toEqual([503, 503, 200])
    const before = service.pids()
    service.push(service.commit({ failsAfter: 1 }))
    expect([await status(), await status()]).toEqual([200, 503])
    await until('the one before has ended', () => before.every((pid) => !isAlive(pid)))
    service.push(service.commit({ starts: false }))
    await until('none answers', () =>
      fetch(service.health).then(
        () => false,
        () => true,
      ),
    )
    expect(() => service.push(service.commit({ refuse: 'no' }))).toThrow(/no/)
  } finally {
    await service.close()
  }
  expect([existsSync(service.folder), service.pids()]).toEqual([false, []])
})

test('nothing is left running when the test dies', async () => {
  const module = fileURLToPath(new URL('../fakes/service-repository.ts', import.meta.url))
  const script = `
    const { openServiceRepository } = await import(${JSON.stringify(module)})
    const service = await openServiceRepository()
    service.push(service.commit())
    process.stdout.write(JSON.stringify([service.folder, service.pids()]))
    process.kill(process.pid, 'SIGKILL')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const said = Buffer.concat(await child.stdout.toArray()).toString()
  const [folder, pids] = JSON.parse(said)
  expect(pids).toHaveLength(1)
  await until('the service has ended by itself', () => pids.every((pid: number) => !isAlive(pid)))
  rmSync(folder, { recursive: true })
})
