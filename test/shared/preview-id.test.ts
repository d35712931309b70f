import { expect, test } from 'vitest'
import { definitionDigest, previewId, readPreviewId } from '../../shared/domain/preview.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'

const defined = {
  id: 'console',
  name: 'Console',
  app: 'raxx-console-prod',
  host: 'local',
  repository: '/srv/code',
  remote: '/srv/production.git',
  paths: { local: {} },
}
const digest = (changed: object = {}) => definitionDigest(SurfaceDefinition.parse({ ...defined, ...changed }))
const from_sha = 'a'.repeat(40)
const to_sha = 'b'.repeat(40)
const bound = { surface_id: 'console', definition_digest: digest(), from_sha, to_sha }

test('an id names both ends, and hands them back', () => {
  expect(previewId(bound)).toMatch(new RegExp(`^pv1\\.${from_sha}\\.${to_sha}\\.[0-9a-f]{32}$`))
  expect(readPreviewId(previewId(bound))).toEqual({ from_sha, to_sha })
  expect(readPreviewId(previewId({ ...bound, from_sha: null }))).toEqual({ from_sha: null, to_sha })
  const long = { from_sha: 'c'.repeat(64), to_sha: 'd'.repeat(64) }
  expect(readPreviewId(previewId({ ...bound, ...long }))).toEqual(long)
})

test.each([
  ['another surface', { surface_id: 'api' }],
  ['a moved remote', { from_sha: 'c'.repeat(40) }],
  ['a remote that has nothing any more', { from_sha: null }],
  ['a moved branch', { to_sha: 'c'.repeat(40) }],
  ['another definition', { definition_digest: digest({ remote: '/srv/other.git' }) }],
])('%s is another preview', (_, changed) => {
  expect(previewId({ ...bound, ...changed })).not.toBe(previewId(bound))
})

test.each([
  [{ phrase: 'deploy the console' }],
  [{ health: { url: 'http://127.0.0.1:1/health' } }],
  [{ environment: 'staging' }],
  [{ settings: { branch: 'production' } }],
  [{ smoke: { kind: 'forge_checks' } }],
  [{ paths: { local: {}, ci: { repository: 'raxx/console' } } }],
])('a definition that differs in %j has another digest', (changed) => {
  expect(digest(changed)).not.toBe(digest())
})

test('what is written out and what is left to be assumed are the same definition', () => {
  expect(digest({ ref: 'main', environment: 'production', settings: { branch: 'main' } })).toBe(digest())
  expect(digest()).toMatch(/^sha256:[0-9a-f]{64}$/)
})

test.each([
  ['nothing', ''],
  ['another version', previewId(bound).replace('pv1', 'pv2')],
  ['a shortened commit', previewId(bound).replace(to_sha, 'bbbbbbb')],
  ['something before it', ` ${previewId(bound)}`],
  ['something after it', `${previewId(bound)}\n`],
  ['no seal', previewId(bound).split('.').slice(0, 3).join('.')],
])('%s is no preview', (_, id) => {
  expect(readPreviewId(id)).toBeUndefined()
})
