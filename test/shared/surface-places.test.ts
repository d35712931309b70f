import { expect, test } from 'vitest'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'

const messages = (changed: object): string[] =>
  (
    SurfaceDefinition.safeParse({
      ...{ id: 'console', name: 'Console', app: 'raxx-console-prod', host: 'local', paths: { local: {} } },
      ...{ repository: '/srv/code', remote: '/srv/production.git', ...changed },
    }).error?.issues ?? []
  ).map(({ path, message }) => `${path.join('.')}: ${message}`)

test.each([
  '/srv/code',
  'file:///srv/code',
  'https://github.com/raxx/raxx.git',
  'https://git.example:8443/a/b@2.git',
  'http://127.0.0.1:4000/a.git',
  'ssh://git@github.com/raxx/raxx.git',
  'ssh://git@github.com:22/raxx/raxx.git',
  'git@github.com:raxx/raxx.git',
  'github:raxx/raxx.git',
  'C:\\code',
])('%s is a place for code', (place) => {
  expect(messages({ repository: place, remote: place })).toEqual([])
})

test.each([
  'https://ada:hunter2@github.com/raxx/raxx.git',
  'https://ghp_token@github.com/raxx/raxx.git',
  'http://:hunter2@127.0.0.1/a.git',
  'HTTPS://ada:hunter2@github.com/raxx/raxx.git',
  'ssh://git:hunter2@github.com/raxx/raxx.git',
  'ada:hunter2@github.com:raxx/raxx.git',
])('credentials would stand in the ledger for good: %s', (place) => {
  for (const field of ['repository', 'remote'])
    expect(messages({ [field]: place })).toEqual([`${field}: expected no credentials in it`])
})

test.each([
  'https://github.com/a/b?token=ghp_0123456789abcdef',
  'https://github.com/a/b?private_token=x',
  'https://github.com/ghp_0123456789abcdef/b',
])('nor what a forge would take for them: %s', (place) => {
  expect(messages({ repository: place })).toEqual(['repository: expected no credentials in it'])
})

test.each([
  ['https://github.com/a/b?a=b', 'expected no query and no fragment in it'],
  ['https://github.com/a/b#main', 'expected no query and no fragment in it'],
  ['file:///srv/code?x', 'expected no query and no fragment in it'],
  ['file://host/x', 'expected file:///… of this machine'],
  ['file:///%2F..', 'expected file:///… of this machine'],
  ['file:///a%', 'expected file:///… of this machine'],
  ['ssh://-oProxyCommand=touch%20x/a', 'expected the name of a machine'],
  ['ssh://git@-oProxyCommand=x/a', 'expected the name of a machine'],
  ['ssh://-lgit@github.com/a', 'expected the name of a machine'],
  ['ssh://%2DoProxyCommand=x/a', 'expected the name of a machine'],
  ['git@-oProxyCommand=x:a', 'expected the name of a machine'],
  ['-oProxyCommand=x:a', 'expected a path or an address'],
])('git is not asked at %s', (place, why) => {
  for (const field of ['repository', 'remote']) expect(messages({ [field]: place })).toEqual([`${field}: ${why}`])
})

test.each(['code', './code', '../code', 'raxx/raxx', '~/code'])(
  'where this program was started decides nothing: %s',
  (place) => {
    expect(messages({ repository: place })).toEqual(['repository: expected an absolute path, or an address'])
  },
)
