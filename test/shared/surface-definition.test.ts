import { describe, expect, test } from 'vitest'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'

const definition = {
  ...{ id: 'console', name: 'The Console', app: 'raxx-console-prod', host: 'heroku', paths: { local: {} } },
  repository: 'https://github.com/raxx/raxx.git',
}
const messages = (changed: object): string[] =>
  (SurfaceDefinition.safeParse({ ...definition, ...changed }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  )

describe('a phrase names what it goes to', () => {
  test.each([undefined, 'ship console now', 'Ship CONSOLE!', 'raxx-console-prod it is', 'to the console, please'])(
    '%s',
    (phrase) => expect(messages({ phrase })).toEqual([]),
  )
  test.each(['yes yes yes', 'deploy consoles', 'deploy console-staging', 'deploy my_console', 'deploy raxx-console'])(
    '%s does not',
    (phrase) =>
      expect(messages({ phrase })).toEqual(['phrase: expected a phrase that names the surface: its id, app or name']),
  )
})

describe('what git takes for no branch is none here', () => {
  test.each(['main', 'release/2026-11', 'v1.2', 'HEADS', 'a.b/c', '9fceb02d0ae598e95dc970b74767f19372d61af8'])(
    '%s is one',
    (ref) => {
      expect(messages({ ref })).toEqual([])
      expect(messages({ host: 'local', settings: { branch: ref } })).toEqual([])
    },
  )
  test.each(['HEAD', 'refs/heads/x', 'a//b', 'a.lock/b', 'a.lock', '@{', 'a@{1}', 'main.', 'a/.b', 'a/', 'a..b', '-a'])(
    '%s is none',
    (ref) => expect(messages({ ref })).toEqual(['ref: expected the name of a branch or tag']),
  )
})

test.each(['a\u0007b', 'a\u202eb', 'a\u200bb', 'a\nb', 'a\u2028b', 'a\ud800b'])('%j is no line', (text) => {
  const message = 'expected one line without control or invisible characters'
  expect(messages({ name: text })).toEqual([`name: ${message}`])
  expect(messages({ app: text, host: 'local' })).toEqual([`app: ${message}`])
})

test.each(['x; rm -rf /', "it's", 'a b', '$(x)', '--help', ''])('no app of Heroku or Pages: %j', (app) => {
  expect(messages({ app })).toEqual([`app: expected letters, digits and . _ - /`])
  const settings = { account_id: 'a', project: 'docs' }
  expect(messages({ app, host: 'cloudflare-pages', settings })).toHaveLength(1)
})

test.each(['https://x.example/health?deep=1', 'https://x.example/health?monkey=1&keyboard=2'])('%s is asked', (url) => {
  expect(messages({ health: { url } })).toEqual([])
})
test.each([
  'https://x.example/health?token=abc',
  'https://x.example/health?a=1&api_key=abc',
  'https://x.example/health?X-Amz-Signature=abc',
  'https://x.example/health?%74oken=abc',
  'https://x.example/ghp_0123456789abcdef',
])('a secret would stand in the ledger for good: %s', (url) => {
  expect(messages({ health: { url } })).toEqual(['health.url: expected no credentials in it'])
})

test.each(['https://x.example/?a=1', 'https://x.example/?', 'https://x.example/#a'])('%s is no base', (url) => {
  const message = 'expected no query and no fragment in it'
  expect(messages({ settings: { api_base: url } })).toEqual([`settings.api_base: ${message}`])
  expect(messages({ paths: { ci: { repository: 'a/b', api_base: url } } })).toEqual([`paths.ci.api_base: ${message}`])
})
