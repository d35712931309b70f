import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRepository, type Repository } from '../../main/gate/git/open-repository.ts'
import { pushCommit } from '../../main/gate/git/push-commit.ts'
import { pushRefs } from '../../main/gate/git/push-refs.ts'
import { remoteHead, remoteRefs } from '../../main/gate/git/remote-refs.ts'
import { HostRefused, RemoteMoved } from '../../main/gate/host.ts'
import { isAlive } from '../fakes/is-alive.ts'
import { openServiceRepository, type ServiceRepository } from '../fakes/service-repository.ts'
import { until } from '../fakes/until.ts'

let service: ServiceRepository
let said: string[]
const say = (line: string) => void said.push(line)
const { signal } = new AbortController()

beforeEach(async () => {
  service = await openServiceRepository()
  said = []
})
afterEach(() => service.close())

const open = (): Promise<Repository> =>
  openRepository({ repository: service.repository, dir: join(service.folder, 'gate') }, signal)
const push = async (to_sha: string, expected_sha: string | null, until = signal) =>
  pushCommit(await open(), { remote: service.remote, branch: 'main', to_sha, expected_sha }, say, until)
const healthOf = async () => (await fetch(service.health)).json()

test('exactly that commit goes out, and what the remote’s own hook says is told', async () => {
  const first = service.commit({ says: ['building', '\u001b[32mdone\u001b[0m'] })
  service.commit({ healthy: false })
  await push(first, null)
  expect(service.head()).toBe(first)
  expect(said).toEqual([
    `remote: -----> deploying ${first.slice(0, 12)}`,
    'remote: building',
    'remote: done',
    'remote: -----> launched',
  ])
  expect(await healthOf()).toEqual({ status: 'ok', sha: first })
})

test('a commit that is no descendant goes out too, from where it is expected to be', async () => {
  const base = service.commit()
  const tried = service.commit({ healthy: false })
  const other = service.commit({ parent: base, message: 'another way' })
  service.push(tried)
  await push(other, tried)
  expect(service.head()).toBe(other)
})

test('a remote that moved since the preview is left as it is', async () => {
  const [a, b, c] = [service.commit(), service.commit({ message: 'b' }), service.commit({ message: 'c' })]
  service.push(b)
  for (const expected of [a, null]) await expect(push(c, expected)).rejects.toThrow(RemoteMoved)
  expect(service.head()).toBe(b)
  expect(said.filter((line) => line.startsWith('remote:'))).toEqual([])
})

test('a branch that was expected and is gone is a remote that moved', async () => {
  const [a, b] = [service.commit(), service.commit({ message: 'b' })]
  await expect(push(b, a)).rejects.toThrow(RemoteMoved)
  expect(service.head()).toBeNull()
})

test('where somebody else has just pushed the very same commit, it was not us', async () => {
  const [a, b] = [service.commit(), service.commit({ message: 'b' })]
  service.push(b)
  await expect(push(b, a)).rejects.toThrow(RemoteMoved)
})

test('the same commit again is nothing to push and no refusal', async () => {
  const a = service.commit()
  service.push(a)
  await push(a, a)
  expect(service.head()).toBe(a)
})

test('who is overtaken between git’s look and its push is refused, though the lease was right when it looked', async () => {
  const a = service.commit()
  service.push(a)
  const ours = service.commit({ hold: 'before', message: 'ours' })
  const theirs = service.commit({ parent: a, message: 'theirs' })
  const pushing = push(ours, a)
  const settled = expect(pushing).rejects.toThrow(RemoteMoved)
  await service.held()
  service.push(theirs)
  service.go()
  await settled
  expect(service.head()).toBe(theirs)
})

test('what the remote’s hook refuses is refused in its own words', async () => {
  const a = service.commit()
  service.push(a)
  const refused = service.commit({ refuse: 'the migration of 04-29 is missing' })
  await expect(push(refused, a)).rejects.toThrow(HostRefused)
  await expect(push(refused, a)).rejects.toThrow(/the migration of 04-29 is missing.*pre-receive hook declined/)
  expect(service.head()).toBe(a)
})

test('a remote that is not there is refused, and so is a commit that nobody has', async () => {
  const a = service.commit()
  const repository = await open()
  const wanted = { branch: 'main', to_sha: a, expected_sha: null }
  await expect(pushCommit(repository, { ...wanted, remote: '/nowhere.git' }, say, signal)).rejects.toThrow(
    /\/nowhere\.git/,
  )
  await expect(push('1'.repeat(40), null)).rejects.toThrow(HostRefused)
})

test('several names move together or not at all', async () => {
  const [a, b] = [service.commit(), service.commit({ message: 'b' })]
  service.push(a)
  service.git('remote', 'update-ref', 'refs/countersign/taken', a)
  const updates = [
    { name: 'refs/heads/main', to: b, expected: a },
    { name: 'refs/countersign/taken', to: b, expected: null },
  ]
  await expect(pushRefs(await open(), { remote: service.remote, updates }, say, signal)).rejects.toThrow(RemoteMoved)
  expect(service.head()).toBe(a)
})

test('aborted while the remote still asks its hook, nothing has moved and nothing runs on', async () => {
  const a = service.commit()
  service.push(a)
  const held = service.commit({ hold: 'before' })
  const stopped = new AbortController()
  const pushing = push(held, a, stopped.signal)
  const settled = expect(pushing).rejects.toThrow('stopped')
  await service.held()
  const hook = service.hookPid()
  stopped.abort(new Error('stopped'))
  await settled
  await until('the hook has ended', () => !isAlive(hook))
  expect(service.head()).toBe(a)
})

test.each(['of the repository', 'of the person'])('a hook %s does not run; those of the remote do', async (whose) => {
  const hooks = join(service.folder, 'hooks')
  mkdirSync(hooks)
  for (const hook of ['pre-push', 'reference-transaction'])
    writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch ${service.folder}/ran\nexit 1\n`, { mode: 0o755 })
  const to_sha = service.commit()
  if (whose === 'of the repository') service.git('repository', 'config', 'core.hooksPath', hooks)
  else writeFileSync(join(service.folder, '.gitconfig'), `[core]\n\thooksPath = ${hooks}\n`)
  const env = { HOME: service.folder }
  const dir = join(service.folder, 'gate')
  const repository = await openRepository({ repository: service.repository, dir, env }, signal)
  // A person's setting holds for the remote as well, which is on this machine too.
  service.git('remote', 'config', 'core.hooksPath', join(service.remote, 'hooks'))
  await pushCommit(repository, { remote: service.remote, branch: 'main', to_sha, expected_sha: null, env }, say, signal)
  expect(existsSync(join(service.folder, 'ran'))).toBe(false)
  expect(await healthOf()).toMatchObject({ status: 'ok' })
})

test('the head of a remote is that of this very branch', async () => {
  const [a, b] = [service.commit(), service.commit({ message: 'b' })]
  const head = (branch: string) => remoteHead(service.remote, branch, {}, signal)
  expect(await head('main')).toBeNull()
  service.push(a)
  // Git itself takes any name that ends so.
  service.git('remote', 'update-ref', 'refs/heads/x/main', a)
  service.git('repository', 'push', '--quiet', service.remote, `${b}:refs/heads/elsewhere/refs/heads/main`)
  expect(await head('main')).toBe(a)
  expect(await head('mai')).toBeNull()
  const refs = await remoteRefs(service.remote, ['refs/heads/main'], {}, signal)
  expect([...refs.keys()]).toEqual(['refs/heads/main'])
})
