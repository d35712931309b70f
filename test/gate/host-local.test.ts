import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Host, HostRefused, RemoteMoved } from '../../main/gate/host.ts'
import { openLocalHost } from '../../main/gate/hosts/local.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { openServiceRepository, type ServiceRepository } from '../fakes/service-repository.ts'

const began = Date.parse('2026-04-29T14:33:00Z')
const { signal } = new AbortController()
let service: ServiceRepository
let host: Host
let said: string[]
let now: number

beforeEach(async () => {
  service = await openServiceRepository()
  host = hostAt()
  said = []
  now = began
})
afterEach(() => service.close())

const define = (changed: object = {}) =>
  SurfaceDefinition.parse({
    ...{ id: 'console', name: 'Console', app: 'console', host: 'local', paths: { local: {} } },
    ...{ repository: service.repository, remote: service.remote, health: { url: service.health }, ...changed },
  })
const hostAt = (changed: object = {}, folder = 'gate') =>
  openLocalHost({
    ...{ surface: define(changed), dir: join(service.folder, folder), clock: () => now, fetch },
    secret: async () => null,
  })
const say = (line: string) => void said.push(line)
const deploy = (from_sha: string | null, to_sha: string, at = host) =>
  at.deploy({ deploy_id: 'd1', from_sha, to_sha, operator: 'avery' }, say, signal)
const release = async (id: string) => {
  const found = (await host.releases(100, signal)).find((each) => each.id === id)
  if (found === undefined) throw new Error(`there is no ${id}`)
  return found
}
const rollBack = async (id: string) =>
  host.rollback(await release(id), { deploy_id: 'd2', operator: 'avery' }, say, signal)
const healthOf = async () => JSON.parse(await (await fetch(service.health)).text()).sha
const releases = async () => (await host.releases(100, signal)).map(({ id, sha, label }) => `${id} ${sha} ${label}`)

test('where nothing was deployed, nothing runs, and there is nothing to go back to', async () => {
  expect(await host.running(signal)).toEqual({ sha: null, release: null, since: null })
  expect(await host.releases(10, signal)).toEqual([])
})

test('P4: back to the release before in one push, without a build, as a release of its own', async () => {
  const [good, bad] = [service.commit(), service.commit({ healthy: false })]
  expect(await deploy(null, good)).toEqual({ release: 'v1' })
  now += 60_000
  expect(await deploy(good, bad)).toEqual({ release: 'v2' })
  expect((await fetch(service.health)).status).toBe(503)
  now += 60_000
  expect(await rollBack('v1')).toEqual({ release: 'v3' })
  expect(await healthOf()).toBe(good)
  expect(await host.running(signal)).toEqual({ sha: good, release: 'v3', since: '2026-04-29T14:35:00Z' })
  const label = { v1: `Deploy ${good.slice(0, 12)}`, v2: `Deploy ${bad.slice(0, 12)}`, v3: 'Rollback to v1' }
  expect(await host.releases(100, signal)).toEqual([
    { id: 'v3', sha: good, at: '2026-04-29T14:35:00Z', label: label.v3 },
    { id: 'v2', sha: bad, at: '2026-04-29T14:34:00Z', label: label.v2 },
    { id: 'v1', sha: good, at: '2026-04-29T14:33:00Z', label: label.v1 },
  ])
  expect(said.filter((line) => line.includes('deploying'))).toHaveLength(3)
})

test('releases outlive our folders, and every process sees the same', async () => {
  const [a, b] = [service.commit(), service.commit({ message: 'b' })]
  await deploy(null, a)
  rmSync(join(service.folder, 'gate'), { recursive: true })
  const other = hostAt({}, 'another')
  expect(await deploy(a, b, other)).toEqual({ release: 'v2' })
  expect(await host.releases(10, signal)).toEqual(await other.releases(10, signal))
  expect(await rollBack('v1')).toEqual({ release: 'v3' })
})

test('going back needs nothing of where the code comes from', async () => {
  const [a, b] = [service.commit(), service.commit({ message: 'b' })]
  await deploy(null, a)
  await deploy(a, b)
  rmSync(service.repository, { recursive: true })
  rmSync(join(service.folder, 'gate'), { recursive: true })
  await rollBack('v1')
  expect(await healthOf()).toBe(a)
})

test('what somebody pushed past us is seen, gets a release of its own, and can be gone back to', async () => {
  const [a, byHand, b] = [service.commit(), service.commit({ message: 'by hand' }), service.commit({ message: 'b' })]
  await deploy(null, a)
  service.push(byHand)
  expect(await host.running(signal)).toEqual({ sha: byHand, release: null, since: null })
  expect(await releases()).toEqual([`${byHand} ${byHand} Pushed past this console`, `v1 ${a} Deploy ${a.slice(0, 12)}`])
  expect(await deploy(byHand, b)).toEqual({ release: 'v3' })
  expect((await releases())[1]).toBe(`v2 ${byHand} Found running`)
  expect(await rollBack('v2')).toEqual({ release: 'v4' })
  expect(await healthOf()).toBe(byHand)
})

test('what ran before the first deploy by us can be gone back to', async () => {
  const [before, first] = [service.commit(), service.commit({ healthy: false })]
  service.push(before)
  expect(await deploy(before, first)).toEqual({ release: 'v2' })
  expect(await release('v1')).toMatchObject({ sha: before, at: null })
  await rollBack('v1')
  expect(await healthOf()).toBe(before)
})

test('what was pinned by its commit, and got a name before its turn, is gone back to', async () => {
  const [before, first] = [service.commit(), service.commit({ healthy: false })]
  service.push(before)
  const pinned = await release(before)
  await deploy(before, first)
  expect(await host.rollback(pinned, { deploy_id: 'd2', operator: 'avery' }, say, signal)).toEqual({ release: 'v3' })
  expect(await healthOf()).toBe(before)
  await expect(
    host.rollback({ ...pinned, id: before.slice(0, 12) }, { deploy_id: 'd3', operator: 'avery' }, say, signal),
  ).rejects.toThrow(`console has no release ${before.slice(0, 12)}`)
})

test('a remote that moved since the preview is left as it is, and no release is made', async () => {
  const [a, b, c] = [service.commit(), service.commit({ message: 'b' }), service.commit({ message: 'c' })]
  await deploy(null, a)
  service.push(b)
  await expect(deploy(a, c)).rejects.toThrow(RemoteMoved)
  expect([service.head(), (await releases()).length]).toEqual([b, 2])
})

test('of two that deploy at once one is refused, and there is no half of it', async () => {
  const a = service.commit()
  await deploy(null, a)
  const held = service.commit({ hold: 'before', message: 'held' })
  const other = service.commit({ parent: a, message: 'other' })
  const first = deploy(a, held)
  const settled = expect(first).rejects.toThrow(RemoteMoved)
  await service.held()
  expect(await deploy(a, other, hostAt({}, 'another'))).toEqual({ release: 'v2' })
  service.go()
  await settled
  expect(await host.running(signal)).toMatchObject({ sha: other, release: 'v2' })
  expect(await releases()).toHaveLength(2)
})

test('what the hook refuses leaves no release behind', async () => {
  const [a, refused] = [service.commit(), service.commit({ refuse: 'not on a Friday' })]
  await deploy(null, a)
  await expect(deploy(a, refused)).rejects.toThrow(/not on a Friday/)
  expect(await host.running(signal)).toMatchObject({ sha: a, release: 'v1' })
})

test('the same commit again is a new release of the same', async () => {
  const a = service.commit()
  await deploy(null, a)
  expect(await deploy(a, a)).toEqual({ release: 'v2' })
  expect(said.at(-1)).toContain('already')
  expect(await host.running(signal)).toMatchObject({ sha: a, release: 'v2' })
})

test('a release is pinned to its commit: another one of that number is not gone back to', async () => {
  const [a, b] = [service.commit(), service.commit({ message: 'b' })]
  await deploy(null, a)
  await deploy(a, b)
  const by = { deploy_id: 'd2', operator: 'avery' }
  const pinned = await release('v1')
  await expect(host.rollback({ ...pinned, sha: b }, by, say, signal)).rejects.toThrow(HostRefused)
  await expect(host.rollback({ ...pinned, id: 'v9', sha: null }, by, say, signal)).rejects.toThrow(/no release v9/)
  expect(service.head()).toBe(b)
})

test('nobody is named where nobody could be erased', async () => {
  const a = service.commit()
  await host.deploy({ deploy_id: 'd1', from_sha: null, to_sha: a, operator: 'avery@example.com' }, say, signal)
  const tag = service.git('remote', 'cat-file', 'tag', 'refs/countersign/releases/1')
  expect(tag).toContain('\ndeploy d1')
  expect(tag).not.toContain('avery')
})

test('the rollback command works as it is, copied into a shell, and runs the hooks', async () => {
  const [a, b, c] = [service.commit(), service.commit({ message: 'b' }), service.commit({ message: 'c' })]
  await deploy(null, a)
  await deploy(a, b)
  await deploy(b, c)
  const paste = (command: string) => execFileSync('sh', ['-c', command], { cwd: '/', stdio: 'pipe' })
  paste(host.rollbackCommand(await release('v1')))
  expect([service.head(), await healthOf()]).toEqual([a, a])
  service.push(c)
  paste(host.rollbackCommand(null))
  expect([service.head(), await healthOf()]).toEqual([b, b])
})

test('the rollback command deletes nothing where there is nothing to go back to', async () => {
  const a = service.commit()
  await deploy(null, a)
  // Else git itself would keep a branch from being deleted.
  service.git('remote', 'symbolic-ref', 'HEAD', 'refs/heads/elsewhere')
  expect(() => execFileSync('sh', ['-c', host.rollbackCommand(null)], { stdio: 'pipe' })).toThrow()
  expect(service.head()).toBe(a)
})

test('a path that a shell would read otherwise is quoted', () => {
  const odd = hostAt({ remote: "/srv/it's $(here)" })
  expect(odd.rollbackCommand({ id: 'v1', sha: '1'.repeat(40), at: null, label: '' })).toBe(
    `git -C '/srv/it'\\''s $(here)' push --force . ${'1'.repeat(40)}:refs/heads/main`,
  )
})

test('a check says of each thing what is wrong with it', async () => {
  const a = service.commit()
  const found = async (at = host) =>
    Object.fromEntries((await at.check(signal)).map(({ name, ok, detail }) => [name, `${ok} ${detail}`]))
  expect(await found()).toEqual({
    repository: `true main is at ${a.slice(0, 12)}`,
    remote: 'true it has no main yet',
    push: 'true it can be written to',
  })
  await deploy(null, a)
  expect(await found()).toMatchObject({ remote: `true main is at ${a.slice(0, 12)}, v1` })
  expect(await found(hostAt({ ref: 'release/9' }))).toMatchObject({
    repository: `false ${service.repository} has no branch, tag or commit release/9`,
  })
  expect(await found(hostAt({ remote: '/nowhere', repository: '/nowhere' }))).toEqual({
    repository: 'false /nowhere is no git repository',
    remote: expect.stringMatching(/^false \/nowhere cannot be read: .*not appear to be a git repository/),
    push: 'false /nowhere is no git repository',
  })
  expect(await found(hostAt({ remote: null }))).toMatchObject({
    remote: expect.stringMatching(/^false .*nowhere to push/),
  })
  expect(await found(hostAt({ remote: 'git@git.example:a.git' }))).toMatchObject({
    remote: expect.stringMatching(/^false .*no folder of this machine/),
  })
})

test.skipIf(process.getuid?.() === 0)('a check says of a remote that cannot be written to', async () => {
  chmodSync(join(service.remote, 'objects'), 0o555)
  const push = (await host.check(signal)).find(({ name }) => name === 'push')
  chmodSync(join(service.remote, 'objects'), 0o755)
  expect(push?.ok).toBe(false)
})
