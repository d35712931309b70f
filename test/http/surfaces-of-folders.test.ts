import { expect, test } from 'vitest'
import { listSurfaces, testSurface } from '../../shared/contract/surfaces.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { engines } from '../support/engines.ts'
import { definitionOf, surfaces, withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

const alone = { surface: null, carried: false, gate: { localByApi: 'alone' } } as const
const heroku = {
  ...{ name: 'API', host: 'heroku', app: 'raxx-api-prod', paths: { local: {} } },
  repository: 'https://github.com/raxx/raxx.git',
}
const folders = [
  { repository: '/srv/code' },
  { repository: 'file:///srv/code' },
  { remote: '/srv/code' },
  { remote: 'file:///srv/code' },
]
const Tested = testSurface.responses[200].content['application/json'].schema
const Page = listSurfaces.responses[200].content['application/json'].schema

test.each(engines)('with one workspace its admin has folders, with several nobody has, on %s', (engine) =>
  withDesk(
    engine,
    async (desk) => {
      const { id: _, ...wanted } = definitionOf(desk.service)
      const put = (changed: object) => desk.put(`${surfaces}/api`, { ...heroku, ...changed })
      for (const folder of folders) expect((await put(folder)).status, JSON.stringify(folder)).toBe(200)
      expect((await desk.put(`${surfaces}/console`, wanted)).status).toBe(200)
      desk.service.commit()
      const { preview_id } = await desk.diff()
      expect((await desk.surface('', 'commander')).commands).toContainEqual({ name: 'deploy_local', enabled: true })

      await desk.keyFor(['admin'], 'elsewhere')
      for (const folder of folders) {
        const { detail } = await problemOf(await put(folder), 403, 'defined_on_machine_only')
        expect(detail).toMatch(/several workspaces.*gate: \{"local_by_api": true\}/)
      }
      await problemOf(await desk.put(`${surfaces}/another`, wanted), 403, 'defined_on_machine_only')
      expect((await put({})).status).toBe(200)

      // What was defined before somebody else came is safe for them too; back it goes all the same.
      const { detail } = await problemOf(await desk.begin(preview_id), 409, 'path_not_offered')
      expect(detail).toContain('several workspaces')
      expect(desk.service.head()).toBe(null)
      await problemOf(await desk.get(`${surfaces}/console/diff`), 409, 'path_not_offered')
      await problemOf(await desk.get(`${surfaces}/console/diff/files?path=a`), 409, 'path_not_offered')
      const { commands } = await desk.surface('', 'commander')
      expect(commands).toContainEqual({ name: 'deploy_local', enabled: false, reason: detail })
      expect(commands).toContainEqual({ name: 'rollback', enabled: true })

      desk.services.gate.localByApi = true
      expect((await put({ remote: '/srv/code' })).status).toBe(200)
      await desk.begun(desk.begin(preview_id))
    },
    alone,
  ),
)

test.each(engines)('whoever comes between the check and the deed is safe as well, on %s', (engine) =>
  withDesk(
    engine,
    async (desk) => {
      const { id: _, ...wanted } = definitionOf(desk.service)
      await desk.put(`${surfaces}/console`, wanted)
      desk.service.commit()
      const { preview_id } = await desk.diff()
      const { store } = desk.services
      const write = store.write
      store.write = async (workspace, unit) => {
        store.write = write
        await desk.keyFor(['admin'], 'elsewhere')
        return write(workspace, unit)
      }
      await problemOf(await desk.begin(preview_id), 409, 'path_not_offered')
      expect(desk.service.head()).toBe(null)
    },
    alone,
  ),
)

test.each(engines)('a server’s file is of its only workspace, else of the one that is named, on %s', (engine) =>
  withDesk(
    engine,
    async (desk) => {
      desk.bring([SurfaceDefinition.parse(definitionOf(desk.service))])
      const seenBy = async (key?: string) => {
        const asked = key === undefined ? await desk.get(surfaces) : await desk.ask(surfaces, { key })
        return Page.parse(await asked.json())
      }
      expect(await seenBy()).toMatchObject({ items: [{ id: 'console', defined: 'machine' }], faults: [] })
      const elsewhere = await desk.keyFor(['admin'], 'elsewhere')
      for (const page of [await seenBy(), await seenBy(elsewhere)]) {
        expect(page.items).toEqual([])
        expect(page.faults).toEqual([expect.stringContaining('gate: {"workspace": "…"}')])
      }
      await problemOf(await desk.get(`${surfaces}/console`), 404, 'not_found')
      desk.services.gate.workspace = 'elsewhere'
      expect(await seenBy()).toEqual({ items: [], faults: [] })
      expect(await seenBy(elsewhere)).toMatchObject({ items: [{ id: 'console' }], faults: [] })
    },
    { surface: null, carried: false, gate: { workspace: null } },
  ),
)

test.each(engines)(
  'whoever deployed what a file defines can go back when others come, and they cannot, on %s',
  (engine) =>
    withDesk(
      engine,
      async (desk) => {
        desk.bring([SurfaceDefinition.parse(definitionOf(desk.service))])
        for (let deploys = 0; deploys < 2; deploys++) {
          desk.service.commit()
          expect((await desk.out()).outcome).toBe('success')
        }
        const elsewhere = await desk.keyFor(['admin', 'incident_commander'], 'elsewhere')
        const { commands } = await desk.surface('', 'commander')
        expect(commands).toContainEqual({ name: 'rollback', enabled: true })
        expect(commands).toContainEqual({
          name: 'deploy_local',
          enabled: false,
          reason: expect.stringContaining('several'),
        })
        desk.service.commit()
        await problemOf(await desk.begin((await desk.diff()).preview_id), 409, 'path_not_offered')
        await problemOf(await desk.ask(`${surfaces}/console`, { key: elsewhere }), 404, 'not_found')
        const { id } = await desk.begun(desk.rollback())
        await desk.idle()
        expect((await desk.deploy(id)).outcome).toBe('success')
      },
      { surface: null, gate: { workspace: null } },
    ),
)

test('connectors that there are not are told, and may be made later', () =>
  withDesk(
    'sqlite',
    async (desk) => {
      const { id: _, ...wanted } = definitionOf(desk.service, { notify: ['nope', 'nope'] })
      desk.service.commit()
      expect((await desk.put(`${surfaces}/console`, wanted)).status).toBe(200)
      const sentence = 'The surface console tells by the connector nope, and there is none of that name here.'
      expect((await desk.list()).faults).toEqual([sentence])
      const tested = async () => Tested.parse(await (await desk.send(`${surfaces}/console/test`, {}, 'admin')).json())
      const check = { name: 'notify', ok: false, detail: sentence }
      expect(await tested()).toMatchObject({ ok: false, checks: expect.arrayContaining([check]) })
      const made = { kind: 'desktop', enabled: true }
      expect((await desk.put('/api/v1/notifications/connectors/nope', made)).ok).toBe(true)
      expect((await desk.list()).faults).toEqual([])
      expect((await tested()).checks).not.toContainEqual(check)
    },
    { surface: null, carried: false },
  ))
