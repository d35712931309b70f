import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { engines } from '../support/engines.ts'
import { asJson } from './action-kit.ts'
import { definitionOf, surfaces, withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

const bare = { surface: null, carried: false } as const
const heroku = {
  name: 'API',
  host: 'heroku',
  app: 'raxx-api-prod',
  repository: 'https://github.com/raxx/raxx.git',
  paths: { local: {}, ci: { repository: 'raxx/raxx' } },
}

const refused: [what: string, body: object, status: number, code: string, path?: string[]][] = [
  ['a host that runs commands', { host: 'command' }, 403, 'defined_on_machine_only'],
  ['Terraform', { host: 'terraform' }, 403, 'defined_on_machine_only'],
  [
    'commands of the smoke gate',
    { ...heroku, smoke: { kind: 'commands', commands: [['sh']] } },
    403,
    'defined_on_machine_only',
  ],
  ['a host that there is not', { host: 'vax' }, 422, 'invalid_input', ['host']],
  ['nothing but a host', { host: 'heroku' }, 422, 'invalid_input', ['name']],
  ['a folder that is not absolute', { ...heroku, repository: 'code' }, 422, 'invalid_input', ['repository']],
  ['git over plain http', { ...heroku, repository: 'http://x.example/a' }, 422, 'invalid_input', ['repository']],
  ['a transport that runs commands', { ...heroku, remote: 'ext::sh -c x' }, 422, 'invalid_input', ['remote']],
  ['an option of git', { ...heroku, remote: '--upload-pack=x' }, 422, 'invalid_input', ['remote']],
  ['a folder of another machine', { ...heroku, remote: 'file://elsewhere/a' }, 422, 'invalid_input', ['remote']],
  ['a token in it', { ...heroku, remote: 'https://ghp_x@x.example/a' }, 422, 'invalid_input', ['remote']],
  ['a password in it', { ...heroku, remote: 'https://a:b@x.example/a' }, 422, 'invalid_input', ['remote']],
  [
    'health where clouds keep credentials',
    { ...heroku, health: { url: 'http://169.254.169.254/latest' } },
    422,
    'invalid_input',
    ['health', 'url'],
  ],
  [
    'an API there',
    { ...heroku, settings: { api_base: 'https://169.254.169.254' } },
    422,
    'invalid_input',
    ['settings', 'api_base'],
  ],
  [
    'a forge there',
    { ...heroku, paths: { ci: { repository: 'a/b', api_base: 'https://[fe80::1]' } } },
    422,
    'invalid_input',
    ['paths', 'ci', 'api_base'],
  ],
  ['no path at all', { ...heroku, paths: {} }, 422, 'invalid_input', ['paths']],
  [
    'a token in its query',
    { ...heroku, repository: 'https://x.example/a?token=ghp_0123456789abcdef' },
    422,
    'invalid_input',
    ['repository'],
  ],
  ['a folder that is none', { ...heroku, repository: 'file:///%2F..' }, 422, 'invalid_input', ['repository']],
  ['a folder elsewhere', { ...heroku, repository: 'file://host/x' }, 422, 'invalid_input', ['repository']],
  ['an option of ssh', { ...heroku, remote: 'ssh://-oProxyCommand=x/a' }, 422, 'invalid_input', ['remote']],
  ['a yes for a phrase', { ...heroku, phrase: 'yes yes yes' }, 422, 'invalid_input', ['phrase']],
  ['a name that turns', { ...heroku, name: 'API\u202eprod' }, 422, 'invalid_input', ['name']],
  ['what a shell reads in the app', { ...heroku, app: 'x; rm -rf /' }, 422, 'invalid_input', ['app']],
  ['an option for an app', { ...heroku, app: '--help' }, 422, 'invalid_input', ['app']],
  ['a ref that is no branch', { ...heroku, ref: 'HEAD' }, 422, 'invalid_input', ['ref']],
  ['no address for health', { ...heroku, health: { url: 'nonsense' } }, 422, 'invalid_input', ['health', 'url']],
  ['what it does not know', { ...heroku, colour: 'red' }, 422, 'invalid_input', []],
]

describe.each(engines)('surfaces on %s', (engine) => {
  test('are defined, defined anew, and listed; what is the same already is no entry', () =>
    withDesk(
      engine,
      async (desk) => {
        const entries = async () =>
          (
            await asJson<{ total: number }>(
              await desk.get('/api/v1/audit/entries?action=surface.definition.set', 'admin'),
              200,
            )
          ).total
        expect((await desk.list()).items).toEqual([])
        const { id: _, ...wanted } = definitionOf(desk.service)
        for (const times of [1, 2]) {
          expect((await desk.put(`${surfaces}/console`, { ...wanted, id: 'another' })).status, `${times}`).toBe(200)
          expect(await entries()).toBe(1)
        }
        expect(await desk.surface()).toMatchObject({
          id: 'console',
          phrase: 'deploy console to prod',
          defined: 'api',
          watch: { minutes: 0 },
          secrets: [],
        })
        await desk.put(`${surfaces}/console`, { ...wanted, environment: 'staging' })
        expect(await desk.surface()).toMatchObject({ environment: 'staging', phrase: 'deploy console to staging' })
        expect(await entries()).toBe(2)
        expect((await desk.list()).items.map(({ id }) => id)).toEqual(['console'])
        expect(await desk.verify()).toMatchObject({ ok: true })
      },
      bare,
    ))

  test('of this machine are of its own workspace, win over the API’s, and are told where they do', () =>
    withDesk(
      engine,
      async (desk) => {
        const { id: _, ...wanted } = definitionOf(desk.service, { name: 'Through the API' })
        await desk.put(`${surfaces}/console`, wanted)
        desk.bring([SurfaceDefinition.parse(definitionOf(desk.service, { name: 'In the file' }))])
        const { items, faults } = await desk.list()
        expect(items).toMatchObject([{ name: 'In the file', defined: 'machine' }])
        expect(faults).toEqual([expect.stringContaining('console')])
        await problemOf(await desk.put(`${surfaces}/console`, wanted), 403, 'defined_on_machine_only')
        const elsewhere = await desk.keyFor(['admin'], 'elsewhere')
        expect(await (await desk.ask(surfaces, { key: elsewhere })).json()).toEqual({ items: [], faults: [] })
        await problemOf(await desk.ask(`${surfaces}/console`, { key: elsewhere }), 404, 'not_found')
      },
      bare,
    ))

  test('of a file with a fault stand as they were read, and nobody deploys by them', () =>
    withDesk(engine, async (desk) => {
      const dir = join(desk.service.folder, 'machine')
      mkdirSync(dir, { mode: 0o700 })
      const file = join(dir, 'surfaces.json')
      const write = (surface: object) => writeFileSync(file, JSON.stringify({ surfaces: [surface] }), { mode: 0o600 })
      desk.services.gate.surfacesFile = file
      desk.bring([])
      write(definitionOf(desk.service))
      const sha = desk.service.commit()
      const { preview_id } = await desk.diff()
      write({ ...definitionOf(desk.service), host: 'nonsense' })
      const { items, faults } = await desk.list('commander')
      expect(faults.join()).toContain('host: expected one of')
      const offer = items[0]?.commands.find(({ name }) => name === 'deploy_local')
      expect(offer).toMatchObject({ enabled: false, reason: expect.stringContaining('has a fault') })
      await problemOf(await desk.begin(preview_id), 409, 'path_not_offered')
      expect(desk.service.head()).toBe(null)
      expect(sha).toMatch(/^[0-9a-f]{40}$/)
    }))

  test('are not defined with what they may not be, and the refusal says where', () =>
    withDesk(
      engine,
      async (desk) => {
        for (const [what, body, status, code, path] of refused) {
          const problem = await problemOf(await desk.put(`${surfaces}/api`, body), status, code)
          if (path) expect(problem.issues, what).toEqual(expect.arrayContaining([expect.objectContaining({ path })]))
        }
        await problemOf(await desk.get(`${surfaces}/api`), 404, 'not_found')
      },
      bare,
    ))

  test('on a server have no folders of it, and name no secret that is not theirs', () =>
    withDesk(
      engine,
      async (desk) => {
        const put = (changed: object) => desk.put(`${surfaces}/api`, { ...heroku, ...changed })
        await problemOf(await put({ host: 'local', remote: '/srv/x' }), 403, 'defined_on_machine_only')
        for (const place of ['/srv/code', 'file:///srv/code'])
          for (const field of ['repository', 'remote'])
            await problemOf(await put({ [field]: place }), 403, 'defined_on_machine_only')
        await problemOf(await put({ settings: { api_key: 'DATABASE_URL' } }), 422, 'invalid_input')
        await problemOf(await put({ settings: { api_base: 'https://x.example' } }), 422, 'invalid_input')
        const theirs = { api_base: 'https://x.example', api_key: 'SURFACE_API_KEY' }
        for (const settings of [{}, theirs]) expect((await put({ settings })).status).toBe(200)
        const other = await desk.keyFor(['admin'], 'elsewhere')
        const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, key: other }
        const asked = await desk.ask(`${surfaces}/api`, { ...init, body: JSON.stringify(heroku) })
        await problemOf(asked, 422, 'invalid_input')
      },
      { ...bare, gate: { localByApi: false, ownEnvironment: false } },
    ))

  test('keep secrets that nobody reads again', () =>
    withDesk(
      engine,
      async (desk) => {
        await desk.put(`${surfaces}/api`, { ...heroku, settings: { api_key: 'SURFACE_KEY' } })
        const secrets = async () => (await desk.surface('', 'admin', 'api')).secrets
        expect(await secrets()).toEqual([{ name: 'SURFACE_KEY', from: 'missing' }])
        const at = `${surfaces}/api/secrets`
        await problemOf(await desk.put(`${at}/OTHER`, { value: 'hush-hush' }), 422, 'invalid_input')
        const answer = await desk.put(`${at}/SURFACE_KEY`, { value: 'hush-hush' })
        expect(answer.status).toBe(200)
        expect(await answer.text()).not.toContain('hush-hush')
        expect(await secrets()).toEqual([{ name: 'SURFACE_KEY', from: 'store' }])
        const entries = await (await desk.get('/api/v1/audit/entries?action=surface.secret.set', 'admin')).text()
        expect(entries).toContain('SURFACE_KEY')
        expect(entries).not.toContain('hush-hush')
        await problemOf(await desk.put(`${at}/SURFACE_KEY`, { value: 'x' }, 'commander'), 403, 'permission_denied')
      },
      bare,
    ))

  test('are frozen, locked, and lifted out of quarantine, each with a reason', () =>
    withDesk(
      engine,
      async (desk) => {
        const until = desk.time.text(3600)
        const reason = 'The sale'
        const frozen = await desk.commanded('freeze', { reason, until })
        expect(frozen.freezes).toMatchObject([{ reason, until, active: true, by: { id: expect.any(String) } }])
        const freeze_id = frozen.freezes[0]?.id
        const later = { reason, from: desk.time.text(7200), until: desk.time.text(9000) }
        expect((await desk.commanded('freeze', later)).freezes.map(({ active }) => active)).toEqual([true, false])
        await problemOf(await desk.command('freeze', { reason, until: desk.time.text(-1) }), 422, 'invalid_input')
        await problemOf(await desk.command('unfreeze', { reason, freeze_id: 'x' }), 409, 'invalid_transition')
        expect((await desk.commanded('unfreeze', { reason, freeze_id })).freezes).toHaveLength(1)
        await problemOf(await desk.command('unlock', { reason }), 409, 'invalid_transition')
        expect(await desk.commanded('lock', { reason })).toMatchObject({ lock: { reason } })
        await problemOf(await desk.command('lock', { reason }), 409, 'invalid_transition')
        expect(await desk.commanded('unlock', { reason })).toMatchObject({ lock: null })
        await problemOf(await desk.command('alert/clear', { reason }), 409, 'invalid_transition')
        await problemOf(await desk.command('lock', { reason: ' ' }), 422, 'invalid_input')
        await problemOf(await desk.command('lock', { reason }, 'viewer'), 403, 'permission_denied')
        const sha = 'a'.repeat(40)
        await problemOf(await desk.command(`quarantine/${sha}/lift`, { reason }), 409, 'invalid_transition')
        expect(await desk.verify()).toMatchObject({ ok: true })
      },
      { carried: false },
    ))

  test('say what this caller may do, and why not', () =>
    withDesk(
      engine,
      async (desk) => {
        const offers = async (who: 'viewer' | 'commander') =>
          Object.fromEntries((await desk.surface('', who)).commands.map(({ name, enabled }) => [name, enabled]))
        expect(await offers('viewer')).toMatchObject({ deploy_local: false, rollback: false, lock: false })
        expect(await offers('commander')).toMatchObject({ deploy_local: true, deploy_ci: false, rollback: true })
      },
      { carried: false },
    ))

  test('tell of a host that cannot be asked, and never an old answer as a fresh one', () =>
    withDesk(
      engine,
      async (desk) => {
        const sha = desk.service.commit()
        desk.service.push(sha)
        const first = await desk.surface('?fresh=true')
        expect(first.running).toMatchObject({ sha, error: null, drifted: false, observed_at: expect.any(String) })
        desk.service.git('remote', 'config', 'core.bare', 'nonsense')
        const second = await desk.surface('?fresh=true')
        expect(second.running).toMatchObject({ sha, error: expect.stringMatching(/\w/) })
        expect(second.running.observed_at).toBe(first.running.observed_at)
        const tested = await desk.send(`${surfaces}/console/test`, {}, 'admin')
        const { ok, checks } = await asJson<{ ok: boolean; checks: { name: string; ok: boolean }[] }>(tested, 200)
        expect(ok).toBe(false)
        expect(checks.some((check) => check.name === 'repository' && check.ok)).toBe(true)
      },
      { carried: false },
    ))
})
