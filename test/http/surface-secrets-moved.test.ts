import { expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { surfaces, withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

const secretsAt = `${surfaces}/api/secrets`
const heroku = {
  ...{ name: 'API', host: 'heroku', app: 'raxx-api-prod', paths: { local: {} } },
  ...{ repository: 'https://github.com/raxx/raxx.git', settings: { api_key: 'SURFACE_KEY' } },
}
const pages = {
  ...{ name: 'Docs', host: 'cloudflare-pages', app: 'docs', paths: { local: {} } },
  ...{ repository: 'https://github.com/raxx/raxx.git' },
  settings: { account_id: 'a', project: 'docs', api_token: 'SURFACE_KEY' },
}
const at = (api_base: string) => ({ settings: { api_key: 'SURFACE_KEY', api_base } })

test.each(engines)('who defines a surface anew cannot have its secrets sent elsewhere, on %s', (engine) =>
  withDesk(
    engine,
    async (desk) => {
      const put = async (body: object) => expect((await desk.put(`${surfaces}/api`, body)).status).toBe(200)
      const kept = async () => (await desk.surface('', 'admin', 'api')).secrets.map(({ from }) => from)
      const give = async () => {
        await desk.put(`${secretsAt}/SURFACE_KEY`, { value: 'hush-hush' })
        expect(await kept()).toEqual(['store'])
      }
      await put(heroku)
      await give()
      for (const [what, same] of Object.entries({
        'another name': { name: 'The API' },
        'the same place in full': { remote: 'https://git.heroku.com/raxx-api-prod.git' },
        'back again': {},
        'by ssh, where no key is sent': { remote: 'git@heroku.com:raxx-api-prod.git' },
      })) {
        await put({ ...heroku, ...same })
        expect(await kept(), what).toEqual(['store'])
      }
      for (const [what, other] of Object.entries({
        'another API': { ...heroku, ...at('https://elsewhere.example') },
        'another port of it': { ...heroku, ...at('https://api.heroku.com:8443') },
        'another remote': { ...heroku, remote: 'https://elsewhere.example/a.git' },
        'another host': pages,
      })) {
        await put(heroku)
        await give()
        await put(other)
        expect(await kept(), what).toEqual(['missing'])
        await put(heroku)
        // What was forgotten is not there again because somebody turned it back.
        expect(await kept(), what).toEqual(['missing'])
      }
      // Nor by another name in between, under which nothing is kept.
      await give()
      await put({ ...heroku, settings: { api_key: 'SURFACE_OTHER' } })
      await put({ ...heroku, settings: { api_key: 'SURFACE_OTHER', api_base: 'https://elsewhere.example' } })
      await put({ ...heroku, ...at('https://elsewhere.example') })
      expect(await kept()).toEqual(['missing'])
      expect(await desk.verify()).toMatchObject({ ok: true })
    },
    { surface: null, carried: false },
  ),
)

test('a key of the server’s own environment goes to its own host, and to no remote of somebody’s choice', () =>
  withDesk(
    'sqlite',
    async (desk) => {
      const put = (changed: object) => desk.put(`${surfaces}/api`, { ...heroku, settings: {}, ...changed })
      await problemOf(await put({ remote: 'https://elsewhere.example/a.git' }), 422, 'invalid_input')
      for (const remote of ['https://git.heroku.com/raxx-api-prod.git', 'git@heroku.com:raxx-api-prod.git', null])
        expect((await put({ remote })).status).toBe(200)
    },
    { surface: null, carried: false, gate: { localByApi: false, ownEnvironment: false } },
  ))
