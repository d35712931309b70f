import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { readConfig } from '../../main/cli/config.ts'
import { parametersOf } from '../../main/identity/oidc-config.ts'
import { audience, desktopClient, staff, startOpenid } from '../support/openid.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, run, serve, slow } from './program.ts'

afterEach(() => vi.unstubAllEnvs())

const [ISSUER, AUDIENCE, CLIENT_ID] = ['ISSUER', 'AUDIENCE', 'CLIENT_ID'].map((name) => `COUNTERSIGN_OIDC_${name}`) as [
  string,
  string,
  string,
]
const id = 'https://id.example'
const fromFile = { issuer: id, audience: 'api', client_id: 'file', roles: { oncall: 'operator' } }
const another = { issuer: 'https://other.example', audience: 'other' }

function configOf(env: Record<string, string>, oidc?: object) {
  for (const name of [ISSUER, AUDIENCE, CLIENT_ID]) vi.stubEnv(name, env[name] ?? '')
  const config = join(freshDir(), 'config.json')
  writeFileSync(config, JSON.stringify({ oidc }))
  return readConfig({ config }).oidc
}

describe('who is believed', () => {
  test.each<[what: string, env: Record<string, string>, oidc: object | undefined, expected: object[] | undefined]>([
    ['nobody', {}, undefined, undefined],
    ['whom the environment names', { [ISSUER]: id, [AUDIENCE]: 'api' }, undefined, [{ issuer: id, audience: ['api'] }]],
    ['whom the file names', {}, { issuers: [fromFile, another] }, [{ issuer: id }, { issuer: another.issuer }]],
    [
      'whom the environment names, as the file knows them',
      { [ISSUER]: id, [AUDIENCE]: 'env' },
      { issuers: [another, fromFile] },
      [{ issuer: id, audience: ['env'], client_id: 'file', roles: fromFile.roles }],
    ],
    [
      'whom the environment names, for whom the file says',
      { [ISSUER]: id },
      { issuers: [fromFile] },
      [{ issuer: id, audience: ['api'] }],
    ],
    [
      'whom the environment names, and nobody of the file',
      { [ISSUER]: id, [AUDIENCE]: 'api', [CLIENT_ID]: 'env' },
      { issuers: [another] },
      [{ issuer: id, audience: ['api'], client_id: 'env' }],
    ],
    [
      'the one of the file, by another client',
      { [CLIENT_ID]: 'env' },
      { issuers: [fromFile] },
      [{ issuer: id, audience: ['api'], client_id: 'env', roles: fromFile.roles }],
    ],
  ])('%s', (_, env, oidc, expected) => {
    const config = configOf(env, oidc)
    if (expected === undefined) expect(config).toBeUndefined()
    else {
      expect(config?.issuers).toMatchObject(expected)
      expect(config?.issuers).toHaveLength(expected.length)
    }
  })

  test('what else the file says stays', () => {
    const step_up = { max_age_seconds: 60, required: true }
    expect(configOf({ [ISSUER]: id, [AUDIENCE]: 'api' }, { issuers: [another], step_up })?.step_up).toEqual(step_up)
  })

  test.each<[what: string, env: Record<string, string>, oidc: object | undefined, why: string]>([
    ['an issuer for nobody', { [ISSUER]: id }, undefined, 'set COUNTERSIGN_OIDC_AUDIENCE too'],
    ['an audience of nobody', { [AUDIENCE]: 'api' }, undefined, 'set COUNTERSIGN_OIDC_ISSUER too'],
    ['a client of either', { [CLIENT_ID]: 'x' }, { issuers: [fromFile, another] }, 'set COUNTERSIGN_OIDC_ISSUER too'],
    [
      'an issuer over plain http',
      { [ISSUER]: 'http://id.example', [AUDIENCE]: 'api' },
      undefined,
      'COUNTERSIGN_OIDC_ISSUER is not valid: must be https',
    ],
    ['an issuer given twice', {}, { issuers: [fromFile, fromFile] }, 'one issuer is given twice'],
    ['a shared secret', {}, { issuers: [{ ...fromFile, algorithms: ['HS256'] }] }, 'algorithms'],
    ['a workspace that cannot be one', {}, { issuers: [{ ...fromFile, default_workspace: '*' }] }, 'default_workspace'],
    ['a role that there is not', {}, { issuers: [{ ...fromFile, groups: { x: 'root' } }] }, 'groups'],
  ])('%s is refused in a sentence', (_, env, oidc, why) => {
    expect(() => configOf(env, oidc)).toThrow(why)
  })
})

test.each<[audience: string, given: Record<string, string> | undefined, sent: object]>([
  ['https://api.example', undefined, { resource: 'https://api.example' }],
  ['urn:countersign', undefined, { resource: 'urn:countersign' }],
  ['countersign', undefined, {}],
  ['https://api.example', { audience: 'a' }, { audience: 'a' }],
  ['https://api.example', {}, {}],
])('for %s, with %o, the issuer is sent %o', (named, parameters, sent) => {
  const [issuer] = configOf({}, { issuers: [{ ...fromFile, audience: named, parameters }] })?.issuers ?? []
  expect(issuer && parametersOf(issuer)).toEqual(sent)
})

test('a server that the environment tells whom to believe', slow, async () => {
  const provider = await startOpenid()
  const { flags } = await freshStoreFlags('sqlite')
  const env = { [ISSUER]: provider.issuer, [AUDIENCE]: audience, [CLIENT_ID]: desktopClient }
  const server = await serve(flags, env)
  const headers = { authorization: `Bearer ${await provider.mint(staff.commander)}` }
  const session: unknown = await (await fetch(`${server.url}/console/session`, { headers })).json()
  expect(session).toMatchObject({ authentication_mode: 'oidc', actor: { subject: 'u-ada' }, workspace: 'w' })
  const options: unknown = await (await fetch(`${server.url}/sign-in/options`)).json()
  expect(options).toMatchObject({ issuers: [{ issuer: provider.issuer, client_id: desktopClient, web: true }] })
  await server.stop()
  await provider.close()
})

test('a server that is told half of it does not start, and says what is missing', slow, async () => {
  const { flags } = await freshStoreFlags('sqlite')
  const { code, stdout, stderr } = await run(['serve', '--port', '0', ...flags], { [ISSUER]: id })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toContain('set COUNTERSIGN_OIDC_AUDIENCE too')
})
