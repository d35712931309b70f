import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openRepository } from '../../main/gate/git/open-repository.ts'
import { filePatch } from '../../main/gate/preview/file-patch.ts'
import { previewDeploy } from '../../main/gate/preview.ts'
import { definitionDigest, type Preview, previewId } from '../../shared/domain/preview.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { bareGit, newFolder, newRepository, type TestRepository } from '../fakes/git-repository.ts'

let folder: string
let remove: () => void
let code: TestRepository
let remote: string
const { signal } = new AbortController()

beforeEach(() => {
  const made = newFolder()
  folder = made.folder
  remove = made.remove
  code = newRepository(join(folder, 'code'))
  remote = newRepository(join(folder, 'production.git'), '--bare').path
})
afterEach(() => remove())

const surface = () =>
  SurfaceDefinition.parse({
    ...{ id: 'console', name: 'Console', app: 'console', host: 'local', paths: { local: {} } },
    ...{ repository: code.path, remote },
  })
const look = (from_sha: string | null, to?: string) =>
  previewDeploy({ surface: surface(), from_sha, to }, { dir: join(folder, 'gate') }, signal)
async function seen(from_sha: string | null, to?: string): Promise<Preview> {
  const result = await look(from_sha, to)
  if (!result.ok) throw new Error(result.refusal.detail)
  return result.value
}
async function patchOf(from_sha: string | null, to_sha: string, path: string) {
  const repository = await openRepository({ repository: code.path, dir: join(folder, 'gate') }, signal)
  return filePatch(repository, { from_sha, to_sha, path }, signal)
}

test('P2: the from-SHA, the to-SHA, the commits between with authors, and the files, before anything is confirmed', async () => {
  const from = code.commit('before', { kept: 'same\n', changed: 'one\ntwo\n', gone: 'x\n', moved: 'a\nb\nc\nd\ne\n' })
  code.commit('Say more\n\nand why', { changed: 'one\n2\nthree\n' })
  code.git('mv', 'moved', 'where-it-is')
  code.git('rm', '--quiet', 'gone')
  const to = code.commit('Move', { new: 'n\n', image: Buffer.from([0, 1, 2]) })
  const preview = await seen(from)
  expect(preview).toMatchObject({
    ...{ surface: 'console', from_sha: from, to_sha: to, commits_total: 2, files_total: 5, additions: 3, deletions: 2 },
    ...{ fast_forward: true, lost: [], lost_total: 0, truncated: false, stale: null },
  })
  expect(preview.commits.map(({ author, subject }) => `${subject} (${author})`)).toEqual([
    'Move (Avery Stone)',
    'Say more (Avery Stone)',
  ])
  expect(preview.commits[0]).toMatchObject({ sha: to, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) })
  expect(preview.files).toEqual([
    { path: 'changed', old_path: null, status: 'modified', additions: 2, deletions: 1 },
    { path: 'gone', old_path: null, status: 'deleted', additions: 0, deletions: 1 },
    { path: 'image', old_path: null, status: 'added', additions: null, deletions: null },
    { path: 'new', old_path: null, status: 'added', additions: 1, deletions: 0 },
    { path: 'where-it-is', old_path: 'moved', status: 'renamed', additions: 0, deletions: 0 },
  ])
  const bound = { surface_id: 'console', definition_digest: definitionDigest(surface()), from_sha: from, to_sha: to }
  expect(preview.preview_id).toBe(previewId(bound))
})

test('where nothing runs yet, everything is new', async () => {
  code.commit('first', { a: '1\n' })
  const to = code.commit('second', { b: '1\n2\n' })
  expect(await seen(null)).toMatchObject({
    ...{ from_sha: null, to_sha: to, commits_total: 2, files_total: 2, additions: 3, fast_forward: true },
    files: [
      { path: 'a', status: 'added' },
      { path: 'b', status: 'added' },
    ],
  })
})

test('what runs already brings nothing', async () => {
  const to = code.commit('first', { a: '1\n' })
  expect(await seen(to)).toMatchObject({
    commits: [],
    files: [],
    commits_total: 0,
    fast_forward: true,
    truncated: false,
  })
})

test('what would be taken away is shown: commits that run now and are not in it', async () => {
  const base = code.commit('base', { a: '1\n' })
  const running = code.commit('hotfix', { a: '2\n' })
  code.git('reset', '--quiet', '--hard', base)
  const to = code.commit('forgot the hotfix', { b: 'b\n' })
  const preview = await seen(running)
  expect(preview.commits.map(({ sha }) => sha)).toEqual([to])
  expect(preview.lost).toMatchObject([{ sha: running, subject: 'hotfix' }])
  expect(preview).toMatchObject({ fast_forward: false, lost_total: 1, files_total: 2, additions: 2, deletions: 1 })
})

test('what somebody pushed to the remote from elsewhere is fetched from there', async () => {
  const base = code.commit('base')
  const elsewhere = newRepository(join(folder, 'elsewhere'))
  elsewhere.git('pull', '--quiet', code.path, 'main')
  const hotfix = elsewhere.commit('hotfix by hand', { a: '1\n' })
  elsewhere.git('push', '--quiet', remote, 'main')
  const preview = await seen(hotfix)
  expect(preview).toMatchObject({
    to_sha: base,
    fast_forward: false,
    lost: [{ sha: hotfix }],
    files: [{ status: 'deleted' }],
  })
})

test.each([
  ['nobody has what runs', '1'.repeat(40), undefined, 'commit_unknown'],
  ['there is no such branch', null, 'release/9', 'not_found'],
  ['it is no name', null, '--output=pwned', 'not_found'],
])('where %s, that is refused', async (_, from, to, code_) => {
  code.commit('first')
  expect(await look(from, to)).toMatchObject({ ok: false, refusal: { code: code_ } })
})

test('a repository that is not there is refused', async () => {
  code = { ...code, path: join(folder, 'nowhere') }
  const refusal = { code: 'host_unreachable', detail: `${join(folder, 'nowhere')} is no git repository.` }
  expect(await look(null)).toEqual({ ok: false, refusal })
})

test('a branch, a tag or a SHA can be asked for instead of what the surface is defined with', async () => {
  const first = code.commit('first')
  code.git('tag', 'v1')
  code.commit('second')
  for (const to of ['v1', first, first.slice(0, 9)]) expect(await seen(null, to)).toMatchObject({ to_sha: first })
})

test('a long list is cut, and its totals are not', async () => {
  const stream = Array.from({ length: 1_100 }, (_, n) => commitOf(n, [[`f${n}`, 'one\n']]))
  bareGit(code.path, ['fast-import', '--quiet'], stream.join(''))
  const many = Array.from({ length: 3_100 }, (_, n): [string, string] => [`many/${n}`, 'a\nb\n'])
  bareGit(code.path, ['fast-import', '--quiet'], commitOf(1_100, many, 'from refs/heads/main^0\n'))
  const preview = await seen(null)
  expect(preview).toMatchObject({ truncated: true, commits_total: 1_101, files_total: 4_200, additions: 7_300 })
  expect([preview.commits.length, preview.files.length]).toEqual([1_000, 3_000])
  expect(preview.commits[0]?.subject).toBe('commit 1100')
})

function commitOf(n: number, files: readonly (readonly [string, string])[], from = ''): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const lines = files.map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`)
  return `commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + n} +0000\n${data(`commit ${n}`)}${from}${lines.join('')}\n`
}

/** As bytes, past everything that git would refuse to be given. */
function commitWritten(head: string | Buffer, tree = code.git('write-tree')): string {
  const content = Buffer.concat([Buffer.from(`tree ${tree}\n`), Buffer.from(head)])
  const sha = bareGit(code.path, ['hash-object', '-t', 'commit', '--literally', '-w', '--stdin'], content)
  code.git('update-ref', 'refs/heads/main', sha)
  return sha
}

test.each([
  [
    'an author and a subject that steer a terminal',
    'Eve \u001b[2K\u202egpj.exe <e@x> 1700000000 +0000',
    'hi\u001b]0;t\u0007\u0008 there',
    'Eve gpj.exe',
    'hi  there',
  ],
  ['an author without a name', ' <> 1700000000 +0000', '', '(no name)', '(no subject)'],
  [
    'line ends in disguise',
    'Eve\u2028Mallory <e@x> 1700000000 +0000',
    'one\u2029two\rthree',
    'Eve Mallory',
    'one two three',
  ],
  [
    'far too long',
    `${'A'.repeat(300)} B <e@x> 1700000000 +0000`,
    `${'word '.repeat(2_000)}`,
    '… (302 characters)',
    expect.stringMatching(/^(word )+… \(\d+ characters\)$/),
  ],
])('what people write comes out harmless, in one line: %s', async (_, author, message, shown, subject) => {
  const sha = commitWritten(`author ${author}\ncommitter ${author}\n\n${message}`)
  expect((await seen(null)).commits).toEqual([{ sha, author: shown, at: '2023-11-14T22:13:20Z', subject }])
})

test('a name that is no UTF-8 is still a name', async () => {
  const head = Buffer.from(
    'author J\xf6rg <j@x> 1700000000 +0000\ncommitter J\xf6rg <j@x> 1700000000 +0000\n\nGr\xfc\xdfe',
    'latin1',
  )
  commitWritten(head)
  expect((await seen(null)).commits[0]).toMatchObject({
    author: 'J\ufffdrg',
    subject: expect.stringMatching(/^Gr\ufffd/),
  })
})

test.each([
  ['-1', '1970-01-01T00:00:00Z'],
  ['0', '1970-01-01T00:00:00Z'],
  ['99999999999999', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)],
  ['99999999999999999999999', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)],
  ['never', expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)],
])('a time of %s is shown as one', async (seconds, at) => {
  commitWritten(`author A <a@x> ${seconds} +0000\ncommitter A <a@x> ${seconds} +0000\n\nsubject`)
  expect((await seen(null)).commits[0]?.at).toEqual(at)
})

test('hostile paths are one line each, no two look the same, and each can be asked for by what is shown', async () => {
  const blob = bareGit(code.path, ['hash-object', '-w', '--stdin'], 'text\n')
  const paths = [
    Buffer.from('line\nend'),
    Buffer.from('"line\\nend"'),
    Buffer.from('line\\nend'),
    Buffer.from('\u202egpj.exe'),
    Buffer.from('caf\xe9', 'latin1'),
    Buffer.from('caf\ufffd'),
    Buffer.from('café'),
    Buffer.from('esc\u001b[31m'),
    Buffer.from('--option'),
    Buffer.from(':(glob)**'),
    Buffer.from('tab\there'),
    Buffer.from('R100'),
    Buffer.from(':100644 100644'),
    Buffer.from('12\t3\tcounts'),
  ]
  const list = paths.flatMap((path) => [Buffer.from(`100644 ${blob}\t`), path, Buffer.of(0)])
  bareGit(code.path, ['update-index', '-z', '--index-info'], Buffer.concat(list))
  const sha = commitWritten('author A <a@x> 1700000000 +0000\ncommitter A <a@x> 1700000000 +0000\n\nsubject')
  const { files, files_total, additions } = await seen(null)
  expect([files_total, additions]).toEqual([paths.length, paths.length])
  const shown = files.map(({ path }) => path)
  expect(new Set(shown).size).toBe(paths.length)
  expect(shown.filter((path) => /[\p{Cc}\p{Cf}]/u.test(path))).toEqual([])
  expect(shown.toSorted()).toEqual(
    [
      ...['"\\"line\\\\nend\\""', '"\\342\\200\\256gpj.exe"', '"caf\\351"', '"caf\\357\\277\\275"', '"esc\\033[31m"'],
      ...['"line\\nend"', '"tab\\there"', '"12\\t3\\tcounts"', '--option', ':(glob)**', ':100644 100644', 'R100'],
      ...['café', 'line\\nend'],
    ].toSorted(),
  )
  for (const { path } of files)
    expect(await patchOf(null, sha, path)).toMatchObject({
      path,
      patch: expect.stringContaining('\n@@ -0,0 +1 @@\n+text\n'),
    })
})

test('what was renamed from and to names that look like git’s own lines is counted as what it is', async () => {
  const from = code.commit('before', { '9\t9\tcounted': 'a\nb\nc\nd\n', ':1 2 3 4 M': 'e\nf\ng\nh\n', z: 'z\n' })
  code.git('mv', '9\t9\tcounted', ':1 2 3 4 A')
  code.git('mv', ':1 2 3 4 M', '8\t8\tcounted')
  const to = code.commit('after', { ':1 2 3 4 A': 'a\nb\nc\nD\n', z: 'Z\n' })
  expect(await seen(from, to)).toMatchObject({
    ...{ files_total: 3, additions: 2, deletions: 2 },
    files: [
      { path: '"8\\t8\\tcounted"', old_path: ':1 2 3 4 M', status: 'renamed', additions: 0, deletions: 0 },
      { path: ':1 2 3 4 A', old_path: '"9\\t9\\tcounted"', status: 'renamed', additions: 1, deletions: 1 },
      { path: 'z', old_path: null, status: 'modified', additions: 1, deletions: 1 },
    ],
  })
})

test('the patch of a file, as people read it', async () => {
  const from = code.commit('before', {
    file: 'one\ntwo\nthree\n',
    moved: 'a\nb\nc\nd\ne\nf\n',
    run: '#!\n',
    gone: 'x\n',
  })
  code.git('mv', 'moved', 'there')
  code.git('update-index', '--chmod=+x', 'run')
  code.git('rm', '--quiet', 'gone')
  code.git('commit', '--quiet', '--message=chmod')
  code.git('reset', '--quiet', '--hard')
  const to = code.commit('after', {
    file: 'one\n2\nthree\n',
    there: 'a\nb\nc\nd\ne\nF\n',
    image: Buffer.from([0, 1]),
    empty: '',
    'no-end': 'x',
  })
  const patch = async (path: string) => (await patchOf(from, to, path))?.patch
  expect(await patch('file')).toBe(
    'diff --git a/file b/file\n--- a/file\n+++ b/file\n@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n',
  )
  expect(await patchOf(from, to, 'there')).toMatchObject({ old_path: 'moved', binary: false, cut: false })
  expect(await patch('there')).toContain('rename from moved\nrename to there\n--- a/moved\n+++ b/there\n@@')
  expect(await patch('run')).toBe('diff --git a/run b/run\nold mode 100644\nnew mode 100755\n')
  expect(await patch('gone')).toContain('deleted file mode 100644\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n')
  expect(await patchOf(from, to, 'image')).toMatchObject({
    binary: true,
    patch: expect.stringContaining('It is no text'),
  })
  expect(await patch('no-end')).toContain('+x\n\\ No newline at end of file\n')
  expect(await patchOf(from, to, 'empty')).toMatchObject({
    binary: false,
    patch: expect.stringContaining('new file mode'),
  })
  expect(await patchOf(from, to, 'moved')).toBeUndefined()
  expect(await patchOf(from, to, '../file')).toBeUndefined()
})

test('what hides in a change is there to be seen', async () => {
  const to = code.commit('first', { 'a.ts': 'if (admin\u202e) \u2066{\u001b[2K\rwindows\u200b\u0085\n\ttab stays\n' })
  expect((await patchOf(null, to, 'a.ts'))?.patch).toContain(
    '+if (admin<U+202E>) <U+2066>{\u241b[2K\u240dwindows<U+200B><U+0085>\n+\ttab stays\n',
  )
})

test('a commit does not decide by its own attributes what can be read of it', async () => {
  const from = code.commit('before', { 'a.ts': 'one\n', '.gitattributes': '*.ts binary -diff\n' })
  const to = code.commit('after', { 'a.ts': 'two\n' })
  expect((await seen(from)).files).toMatchObject([{ path: 'a.ts', additions: 1, deletions: 1 }])
  expect(await patchOf(from, to, 'a.ts')).toMatchObject({
    binary: false,
    patch: expect.stringContaining('-one\n+two\n'),
  })
})

test('a patch that is too long is cut at the end of a line, and says so', async () => {
  const to = code.commit('first', { big: 'a line of text\n'.repeat(100_000) })
  const found = await patchOf(null, to, 'big')
  expect(found?.cut).toBe(true)
  expect(found?.patch.length).toBeLessThan(401_000)
  expect(found?.patch).toMatch(/\n\+a line of text\n… \(the patch is longer than 400 kB: the rest is not shown\)\n$/)
})

test('a repository within the repository is shown as what it is', async () => {
  code.commit('before', { a: 'a\n' })
  const from = code.git('rev-parse', 'HEAD')
  code.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},vendor/lib`)
  code.git('commit', '--quiet', '--message=add')
  const to = code.git('rev-parse', 'HEAD')
  expect((await seen(from, to)).files).toMatchObject([{ path: 'vendor/lib', status: 'added' }])
  expect((await patchOf(from, to, 'vendor/lib'))?.patch).toContain(`+Subproject commit ${'1'.repeat(40)}\n`)
})
