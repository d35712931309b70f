import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readMachineSurfaces } from '../../main/gate/machine-surfaces.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-surfaces-'))
  file = join(folder, 'surfaces.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const command = (id: string, more: object = {}) => ({
  ...{ id, name: id, app: `${id}-prod`, host: 'command', repository: '/srv/code', paths: { local: {} } },
  settings: { running: ['./running'], deploy: [['./deploy']], rollback: [['./rollback']] },
  ...more,
})
const write = (content: unknown, mode = 0o600) => {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  chmodSync(file, mode)
}
const read = () => readMachineSurfaces(file)
const ids = () => read().surfaces.map(({ id }) => id)

test('no file: no surfaces, and nothing wrong', () => {
  expect(read()).toEqual({ surfaces: [], faults: [], stale: [] })
})

test('reads what it defines, with what is left out', () => {
  write({
    surfaces: [command('billing'), command('vault', { smoke: { kind: 'commands', commands: [['make', 'check']] } })],
  })
  const { surfaces, faults, stale } = read()
  expect([faults, stale]).toEqual([[], []])
  expect(surfaces).toMatchObject([
    { id: 'billing', phrase: 'deploy billing to prod', ref: 'main', smoke: { kind: 'none' } },
    { id: 'vault', smoke: { kind: 'commands', commands: [['make', 'check']] } },
  ])
})

test('is read anew when it changes, and not when it does not', () => {
  write({ surfaces: [command('billing')] })
  const first = read()
  expect(read()).toBe(first)
  write({ surfaces: [command('billing'), command('vault')] })
  expect(ids()).toEqual(['billing', 'vault'])
  // As long as it was, and of the same second: another file all the same.
  write({ surfaces: [command('billing'), command('vault')] })
  utimesSync(file, 1, 1)
  expect(ids()).toEqual(['billing', 'vault'])
})

const settings = { running: ['./running'], deploy: [['./deploy']], rollback: [['./rollback']] }

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{"surfaces": [', /surfaces\.json: it is no JSON \(.+\)\.$/],
  ['nothing', '', /it is no JSON/],
  ['another shape', { surface: [] }, /expected \{"surfaces": \[\.\.\.\]\}: /],
  [
    'an unknown host',
    { surfaces: [command('a', { host: 'kubernetes' })] },
    /surface "a", host: expected one of heroku, cloudflare-pages, terraform, command, local\.$/,
  ],
  ['no host', { surfaces: [command('a', { host: undefined })] }, /surface "a", host: /],
  ['no id', { surfaces: [command('a', { id: undefined })] }, /surface number 1, id: /],
  ['a bad id', { surfaces: [command('A b')] }, /surface "A b", id: expected small letters, digits and -\.$/],
  ['no surface at all', { surfaces: ['console'] }, /surface number 1, /],
  [
    'a step that is a shell line',
    { surfaces: [command('a', { settings: { ...settings, deploy: ['make deploy'] } })] },
    /surface "a", settings\.deploy\.0: /,
  ],
  [
    'no steps',
    { surfaces: [command('a', { settings: { ...settings, rollback: [] } })] },
    /surface "a", settings\.rollback: /,
  ],
  ['an unknown field', { surfaces: [command('a', { phrse: 'deploy a to prod' })] }, /surface "a", .*phrse/],
  ['a phrase that is too short', { surfaces: [command('a', { phrase: 'yes' })] }, /surface "a", phrase: /],
  [
    'a smoke without commands',
    { surfaces: [command('a', { smoke: { kind: 'commands', commands: [] } })] },
    /surface "a", smoke\.commands: /,
  ],
])('%s is told as a sentence that names the place', (_, content, sentence) => {
  write(content)
  const { surfaces, faults } = read()
  expect(surfaces).toEqual([])
  expect(faults).toEqual([expect.stringMatching(sentence)])
  expect(faults[0]).toMatch(new RegExp(`^${file}: .+\\.$`))
})

test('a definition with a fault takes no other with it', () => {
  write({ surfaces: [command('billing'), command('vault', { host: 'docker' }), command('tickets')] })
  expect(ids()).toEqual(['billing', 'tickets'])
  expect(read().faults).toHaveLength(1)
})

test('of two with one id neither counts', () => {
  write({ surfaces: [command('billing'), command('vault'), command('billing', { app: 'other' }), command('billing')] })
  expect(ids()).toEqual(['vault'])
  expect(read().faults).toEqual([`${file}: surface "billing" is defined more than once; neither counts.`])
})

const posix = process.platform !== 'win32'
test.runIf(posix).each([
  ['600', '700', undefined],
  ['640', '700', undefined],
  ['644', '755', undefined],
  ['620', '700', /others can write it, and it holds commands; make it private \(chmod go-w\)\.$/],
  ['602', '700', /others can write it/],
  ['666', '700', /others can write it/],
  ['600', '770', /others can write its folder/],
  ['600', '777', /others can write its folder/],
  // As /tmp is: what is ours there, nobody else replaces.
  ['600', '1777', undefined],
])('file mode %s in a folder of mode %s', (mode, folderMode, fault) => {
  write({ surfaces: [command('billing')] }, Number.parseInt(mode, 8))
  chmodSync(folder, Number.parseInt(folderMode, 8))
  const { surfaces, faults } = read()
  if (fault === undefined) expect([surfaces.length, faults]).toEqual([1, []])
  else expect([surfaces.length, faults]).toEqual([0, [expect.stringMatching(fault)]])
})

test.runIf(posix && process.getuid?.() === 0).each(['file', 'folder'])(
  'a %s that belongs to somebody else is refused',
  async (which) => {
    const { chownSync } = await import('node:fs')
    write({ surfaces: [command('billing')] })
    chownSync(which === 'file' ? file : folder, 12_345, 12_345)
    expect(read()).toMatchObject({ surfaces: [], faults: [expect.stringMatching(/belongs to somebody else/)] })
  },
)

test.runIf(posix)('a link is judged by the file that it leads to, and by where that is', () => {
  const target = join(folder, 'open')
  mkdirSync(target)
  chmodSync(target, 0o777)
  writeFileSync(join(target, 'surfaces.json'), JSON.stringify({ surfaces: [command('billing')] }))
  symlinkSync(join(target, 'surfaces.json'), file)
  expect(read()).toMatchObject({ surfaces: [], faults: [expect.stringMatching(/others can write its folder/)] })
})

test.runIf(posix)('a pipe in its place is no file, and is not waited for', () => {
  execFileSync('/bin/sh', ['-c', 'mkfifo -m 600 "$0"', file])
  expect(read().faults).toEqual([`${file}: it is no file.`])
})

test('a folder in its place is no file', () => {
  mkdirSync(file)
  expect(read().faults).toEqual([`${file}: it is no file.`])
})

const keeps = `The surface billing stands as it was read before, so that it can be rolled back; mend the file to deploy to it.`
test.each<[string, () => void]>([
  ['the file is no JSON any more', () => write('{"surfaces": [')],
  ['its definition has a fault now', () => write({ surfaces: [command('billing', { settings: {} })] })],
  ['it is defined twice now', () => write({ surfaces: [command('billing'), command('billing')] })],
  ['another one has no id', () => write({ surfaces: [command('x', { id: 7 })] })],
  ...(posix ? [['others can write the file now', () => chmodSync(file, 0o666)] as [string, () => void]] : []),
])('a surface that was well keeps its way back when %s', (_, breakIt) => {
  write({ surfaces: [command('billing')] })
  const before = read().surfaces
  breakIt()
  const broken = read()
  expect(broken.surfaces).toEqual(before)
  expect(broken.stale).toEqual(['billing'])
  expect(broken.faults.at(-1)).toBe(keeps)
  expect(broken.faults.length).toBeGreaterThan(1)
  // And still the second time, and until it is mended.
  write('{{', 0o600)
  expect(read().stale).toEqual(['billing'])
  write({ surfaces: [command('billing', { app: 'billing-new' })] })
  expect(read()).toMatchObject({ surfaces: [{ id: 'billing', app: 'billing-new' }], stale: [], faults: [] })
})

test('what is taken out, or taken away, is gone: that is done on purpose', () => {
  write({ surfaces: [command('billing'), command('vault')] })
  expect(ids()).toEqual(['billing', 'vault'])
  write({ surfaces: [command('vault')] })
  expect(read()).toMatchObject({ surfaces: [{ id: 'vault' }], stale: [], faults: [] })
  rmSync(file)
  expect(read()).toEqual({ surfaces: [], faults: [], stale: [] })
  write('{')
  expect(read()).toMatchObject({ surfaces: [], stale: [] })
})
