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

test.each(['code', './code', '../code', 'raxx/raxx', '~/code'])(
  'where this program was started decides nothing: %s',
  (place) => {
    expect(messages({ repository: place })).toEqual(['repository: expected an absolute path, or an address'])
  },
)
