import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkoutInto } from '../../main/gate/git/checkout-into.ts'
import { countBetween } from '../../main/gate/git/count-between.ts'
import { openRepository, prepareRepository } from '../../main/gate/git/open-repository.ts'
import { placeOf } from '../../main/gate/git/place.ts'
import { remoteHead } from '../../main/gate/git/remote-refs.ts'
import { resolveCommit } from '../../main/gate/git/resolve-commit.ts'
import { HostRefused } from '../../main/gate/host.ts'
import { commitsBetween } from '../../main/gate/preview/commits.ts'
import { changedFiles } from '../../main/gate/preview/files.ts'
import { serveGit } from '../fakes/git-http.ts'
import { newFolder, newRepository, type TestRepository } from '../fakes/git-repository.ts'

let folder: string
let remove: () => void
let code: TestRepository
const { signal } = new AbortController()

beforeEach(() => {
  const made = newFolder()
  folder = made.folder
  remove = made.remove
  code = newRepository(join(folder, 'code'))
})
afterEach(() => remove())

const dir = () => join(folder, 'gate')
const open = (repository = code.path, env = {}) => openRepository({ repository, dir: dir(), env }, signal)

describe('a place', () => {
  test.each([
    ['/srv/code', { kind: 'folder', path: '/srv/code' }],
    ['file:///srv/code', { kind: 'folder', path: '/srv/code' }],
    ['/srv/with:colon', { kind: 'folder', path: '/srv/with:colon' }],
    ['https://git.example/a.git', { kind: 'address', address: 'https://git.example/a.git', protocol: 'https' }],
    ['ssh://git@git.example/a.git', { kind: 'address', address: 'ssh://git@git.example/a.git', protocol: 'ssh' }],
    ['git@git.example:a/b.git', { kind: 'address', address: 'git@git.example:a/b.git', protocol: 'ssh' }],
    ['ext::sh -c touch% pwned', undefined],
    ['fd::17', undefined],
    ['--upload-pack=touch pwned', undefined],
    ['gopher://git.example/a', undefined],
    ['git://git.example/a', undefined],
    ['file://elsewhere/srv/code', undefined],
    ['file:///srv%2Fcode', undefined],
    ['/srv/co\nde', undefined],
    ['ssh://-oProxyCommand=x/a', undefined],
    ['ssh://git@-oProxyCommand=x/a', undefined],
    ['git@-oProxyCommand=x:a', undefined],
    ['/srv/a@-b', { kind: 'folder', path: '/srv/a@-b' }],
  ])('%s', (text, place) => {
    expect(placeOf(text)).toEqual(place)
  })
})

describe('a folder of this machine', () => {
  test('is read where it is: nothing of it is copied, and what is new there is seen at once', async () => {
    const first = code.commit('first', { file: 'x'.repeat(10_000) })
    const repository = await open()
    expect(await resolveCommit(repository, 'main', signal)).toBe(first)
    const second = code.commit('second')
    expect(await resolveCommit(await open(), 'main', signal)).toBe(second)
    expect(readdirSync(join(repository.gitDir, 'objects')).toSorted()).toEqual(['info', 'pack'])
  })

  test('a branch that is gone there is gone here, and nothing there is changed', async () => {
    const sha = code.commit('first')
    code.git('branch', 'short-lived')
    expect(await resolveCommit(await open(), 'short-lived', signal)).toBe(sha)
    code.git('branch', '-D', 'short-lived')
    const before = code.git('for-each-ref')
    expect(await resolveCommit(await open(), 'short-lived', signal)).toBeNull()
    expect(code.git('for-each-ref')).toBe(before)
  })

  test.each([
    ['a bare one', (at: string) => void code.git('clone', '--quiet', '--bare', code.path, at)],
    ['a linked work tree', (at: string) => void code.git('worktree', 'add', '--quiet', '--detach', at)],
    ['a link to it', (at: string) => symlinkSync(code.path, at)],
    ['a shallow clone', (at: string) => void code.git('clone', '--quiet', '--depth=1', `file://${code.path}`, at)],
    ['one that borrows its objects', (at: string) => void code.git('clone', '--quiet', '--shared', code.path, at)],
  ])('%s is read as well', async (_, make) => {
    code.commit('first')
    const sha = code.commit('second', { file: 'text' })
    make(join(folder, 'other'))
    const repository = await open(join(folder, 'other'))
    expect(await resolveCommit(repository, 'main', signal)).toBe(sha)
    const [commit] = await commitsBetween(repository, { from: null, to: sha, most: 10 }, signal)
    expect(commit).toMatchObject({ sha, subject: 'second' })
  })

  test('one with the longer hashes too', async () => {
    const other = newRepository(join(folder, 'longer'), '--object-format=sha256')
    const sha = other.commit('first', { file: 'text' })
    const repository = await open(other.path)
    expect(sha).toHaveLength(64)
    expect(await resolveCommit(repository, 'main', signal)).toBe(sha)
    const changed = await changedFiles(repository, { from: null, to: sha, counted: true }, () => true, signal)
    expect(changed).toMatchObject({ files_total: 1, additions: 1 })
  })

  test('what is no repository is said', async () => {
    mkdirSync(join(folder, 'empty'))
    for (const path of [join(folder, 'empty'), join(folder, 'nowhere')])
      await expect(open(path)).rejects.toThrow(new HostRefused(`${path} is no git repository`))
  })

  test('many at once do not stand in each other’s way', async () => {
    const sha = code.commit('first')
    const repositories = await Promise.all(Array.from({ length: 8 }, () => open()))
    expect(await Promise.all(repositories.map((each) => resolveCommit(each, 'main', signal)))).toEqual(
      Array(8).fill(sha),
    )
    expect(readdirSync(dir())).toHaveLength(1)
  })

  test('another repository’s objects are there as well, if it stands beside', async () => {
    code.commit('first')
    const other = newRepository(join(folder, 'other'))
    const sha = other.commit('only there')
    const needs = { repository: code.path, dir: dir() }
    expect(await resolveCommit(await prepareRepository({ ...needs, beside: other.path }, signal), sha, signal)).toBe(
      sha,
    )
    expect(await resolveCommit(await prepareRepository(needs, signal), sha, signal)).toBeNull()
  })
})

test('nothing that a repository brings along runs when it is read', async () => {
  const trap = join(folder, 'trap')
  const touch = `touch ${trap}`
  writeFileSync(join(folder, 'run'), `#!/bin/sh\n${touch}\ncat\n`, { mode: 0o755 })
  const run = join(folder, 'run')
  const first = code.commit('first', { '.gitattributes': '* diff=trap filter=trap\n', file: 'one\n' })
  const second = code.commit('second', { file: 'two\n' })
  const settings = {
    ...{ 'core.fsmonitor': run, 'core.pager': run, 'core.sshCommand': run, 'core.gitProxy': run, 'core.editor': run },
    ...{ 'core.alternateRefsCommand': run, 'diff.external': run, 'diff.trap.command': run, 'diff.trap.textconv': run },
    ...{
      'filter.trap.clean': run,
      'filter.trap.smudge': run,
      'filter.trap.process': run,
      'filter.trap.required': 'true',
    },
    ...{ 'pager.log': run, 'pager.diff': run, 'gpg.program': run, 'log.showSignature': 'true', 'tar.tar.command': run },
    ...{ 'uploadpack.packObjectsHook': run, 'credential.helper': `!${run}`, 'remote.origin.uploadpack': run },
    ...{ 'core.hooksPath': folder, 'alias.log': `!${run}`, 'interactive.diffFilter': run },
  }
  for (const [name, value] of Object.entries(settings)) code.git('config', name, value)
  for (const hook of ['post-checkout', 'post-merge', 'reference-transaction', 'post-index-change', 'pre-auto-gc'])
    writeFileSync(join(folder, hook), `#!/bin/sh\n${touch}\n`, { mode: 0o755 })
  rmSync(trap, { force: true })
  const repository = await open()
  expect(await resolveCommit(repository, 'main', signal)).toBe(second)
  expect(await commitsBetween(repository, { from: first, to: second, most: 10 }, signal)).toHaveLength(1)
  await changedFiles(repository, { from: first, to: second, counted: true }, () => true, signal)
  expect(await countBetween(repository, first, second, signal)).toEqual({ ahead: 1, behind: 0 })
  await checkoutInto(repository, second, join(folder, 'tree'), signal)
  expect(await remoteHead(code.path, 'main', {}, signal)).toBe(second)
  expect(readFileSync(join(folder, 'tree', 'file'), 'utf8')).toBe('two\n')
  expect(existsSync(trap)).toBe(false)
})

test('nor is anything read of a repository that we happen to stand in', async () => {
  const sha = code.commit('first')
  const around = newRepository(join(folder, 'around'))
  around.git('config', `url.${folder}/elsewhere.insteadOf`, code.path)
  const before = process.env.TMPDIR
  process.env.TMPDIR = around.path
  try {
    expect(await remoteHead(code.path, 'main', {}, signal)).toBe(sha)
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
})

test('what stands for a commit', async () => {
  const first = code.commit('first')
  const second = code.commit('second')
  code.git('tag', 'plain', first)
  code.git('tag', '--annotate', '--message=words', 'v1.0', first)
  code.git('branch', 'feature/x', first)
  // Named as if it were the beginning of another commit.
  code.git('branch', second.slice(0, 10), first)
  code.git('tag', 'a-tree', 'HEAD^{tree}')
  const repository = await open()
  const cases: readonly [string, string | null][] = [
    ['main', second],
    ['refs/heads/main', second],
    ['refs/tags/v1.0', first],
    ['feature/x', first],
    ['plain', first],
    ['v1.0', first],
    [second, second],
    [second.toUpperCase(), second],
    [second.slice(0, 7), second],
    [second.slice(0, 10), first],
    [second.slice(0, 6), null],
    ['1'.repeat(40), null],
    ['a-tree', null],
    ['main~1', null],
    ['main^{tree}', null],
    ['main@{0}', null],
    [':/first', null],
    ['--all', null],
    ['main..feature/x', null],
    ['main\nv1.0', null],
    ['HEAD', null],
    ['refs/heads/nothing', null],
    ['refs/remotes/origin/main', null],
    ['', null],
  ]
  for (const [given, sha] of cases)
    expect([given, await resolveCommit(repository, given, signal)]).toEqual([given, sha])
})

test('how far apart two commits are', async () => {
  const base = code.commit('base')
  const left = code.commit('left')
  code.git('checkout', '--quiet', '-b', 'other', base)
  code.commit('right 1')
  const right = code.commit('right 2')
  const repository = await open()
  expect(await countBetween(repository, left, right, signal)).toEqual({ ahead: 2, behind: 1 })
  expect(await countBetween(repository, right, right, signal)).toEqual({ ahead: 0, behind: 0 })
  expect(await countBetween(repository, null, right, signal)).toEqual({ ahead: 3, behind: 0 })
  await expect(countBetween(repository, '1'.repeat(40), right, signal)).rejects.toThrow(HostRefused)
})

test('the files of a commit are laid out as they are in it, all of them', async () => {
  const sha = code.commit('first', {
    'src/run.sh': '#!/bin/sh\n',
    '.gitattributes': 'test/** export-ignore\nversion export-subst\n',
    'test/a.ts': 'a',
    version: '$Format:%H$\n',
    bytes: Buffer.from([0, 255, 13, 10]),
  })
  code.commit('second', { later: 'x' })
  const tree = join(folder, 'tree')
  const repository = await open()
  await checkoutInto(repository, sha, tree, signal)
  expect(readdirSync(tree).toSorted()).toEqual(['.gitattributes', 'bytes', 'src', 'test', 'version'])
  expect(readFileSync(join(tree, 'version'), 'utf8')).toBe('$Format:%H$\n')
  expect(readFileSync(join(tree, 'bytes'))).toEqual(Buffer.from([0, 255, 13, 10]))
  expect(readdirSync(repository.gitDir).filter((name) => name.startsWith('index'))).toEqual([])
})

describe('a repository elsewhere', () => {
  let server: Server
  let asked: (string | undefined)[]
  let address: string

  beforeEach(async () => {
    asked = []
    const running = new Set<never>()
    server = createServer((request, response) => {
      asked.push(request.headers.authorization)
      serveGit(folder, request, response, running)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/code/.git`
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  test('is mirrored, and what it lets nobody else read is asked for with what is given, never in an address', async () => {
    const sha = code.commit('first', { file: 'text' })
    const origin = new URL(address).origin
    const env = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${origin}/.extraHeader`,
      GIT_CONFIG_VALUE_0: 'Authorization: Basic c2VjcmV0',
    }
    const repository = await open(address, env)
    expect(repository.stale).toBeNull()
    expect(await resolveCommit(repository, 'main', signal)).toBe(sha)
    expect(new Set(asked)).toEqual(new Set(['Basic c2VjcmV0']))
    const kept = readdirSync(repository.gitDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    expect(kept.some((text) => text.includes('c2VjcmV0'))).toBe(false)
  })

  test('a branch that went back keeps its commits here: a deploy may be about to push them', async () => {
    const first = code.commit('first')
    const second = code.commit('second')
    await open(address)
    code.git('reset', '--quiet', '--hard', first)
    const repository = await open(address)
    expect(await resolveCommit(repository, 'main', signal)).toBe(first)
    expect(await resolveCommit(repository, second, signal)).toBe(second)
  })

  test('that cannot be reached any more is what it was when it last could, and says so', async () => {
    const sha = code.commit('first')
    await open(address)
    rmSync(join(code.path, '.git', 'HEAD'))
    const repository = await open(address)
    expect(repository.stale).toContain(`${address} cannot be fetched`)
    expect(await resolveCommit(repository, 'main', signal)).toBe(sha)
  })

  test('that never could be reached is refused, and nothing is left of the try', async () => {
    await expect(open(`${address}/nothing`)).rejects.toThrow(HostRefused)
    expect(existsSync(dir()) ? readdirSync(dir()) : []).toEqual([])
  })
})
