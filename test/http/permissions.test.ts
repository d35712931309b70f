import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Session } from '../../shared/contract/console.ts'
import { permissions, roles } from '../../shared/domain/permission.ts'
import { engines } from '../support/engines.ts'
import { startApp, type TestApp } from './harness.ts'
import { mayByTable, tablePermissions, tableRoles } from './permission-table.ts'
import { problemOf } from './problem-shape.ts'
import { isOwnRow, makeRows, operationsOf, placed } from './row-places.ts'

const publicOperations = ['GET /health', 'GET /sign-in/options', 'GET /sign-in/start', 'GET /sign-in/callback']
const undocumented = ['GET /openapi.json', 'GET /docs']
/** What one may do to one’s own proposal takes more when it is another’s. */
const toAnothers: Record<string, string> = { 'POST /api/v1/deployments/actions/{id}/repoint': 'actions.reject' }

describe.each(engines)('permissions on %s', (engine) => {
  let app: TestApp
  const keys = new Map<string, string>()
  beforeAll(async () => {
    app = await startApp(engine)
    for (const role of roles) keys.set(role, await app.keyFor([role]))
  })
  afterAll(() => app.close())

  const operations = () => operationsOf(app)

  test('the table names every role and every permission', () => {
    expect([...tableRoles].sort()).toEqual([...roles].sort())
    expect([...tablePermissions].sort()).toEqual([...permissions].sort())
  })

  test.each(roles)('the session of %s says what the table says', async (role) => {
    const session = Session.parse(await (await app.ask('/console/session', { key: keys.get(role) })).json())
    const { acknowledge_drill_notifications: acknowledge, ...flags } = session.permissions
    expect(flags).toEqual(Object.fromEntries(tablePermissions.map((name) => [name, mayByTable(role, name)])))
    expect(acknowledge).toBe(mayByTable(role, 'drills.acknowledge'))
    expect(session.roles).toEqual([role])
  })

  test('every route is an operation of the document', async () => {
    const documented = (await operations()).map(({ method, path }) => `${method} ${path}`)
    const mounted = app.app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{\.\+\})?/g, '{$1}')}`)
    expect([...new Set(mounted)].filter((route) => !documented.includes(route))).toEqual(undocumented)
  })

  test('every operation says what it needs, and only health and the sign-in pages need nothing', async () => {
    for (const { method, path, security, ...operation } of await operations()) {
      const access = operation['x-permission']
      expect([...tablePermissions, 'signed-in', 'public'], `${method} ${path}`).toContain(access)
      expect(publicOperations.includes(`${method} ${path}`)).toBe(access === 'public')
      expect(security).toEqual(access === 'public' ? undefined : [{ bearer: [] }])
    }
  })

  test('every operation answers the roles of the table, refuses the others, and strangers first', async () => {
    const theirs = await app.keyFor(['admin'])
    for (const { method, path, ...operation } of await operations()) {
      const access = operation['x-permission']
      if (access === 'public') continue
      // A row of somebody else’s that is there, or all that they learn is that there is none. New each time: some are taken away.
      const placeOf = async (key: string) => placed(path, (await makeRows(app, key, 'checkout', path))(path))
      const place = path.includes('{') ? await placeOf(theirs) : path
      await problemOf(await app.ask(place, { method }), 401, 'credential_missing')
      const needed = [access, toAnothers[`${method} ${path}`] ?? access]
      for (const role of roles) {
        const key = keys.get(role) ?? ''
        const isOwn = isOwnRow(place)
        if (isOwn) await problemOf(await app.ask(place, { method, key }), 404, 'not_found')
        // Who may have none has none to be refused.
        if (isOwn && !mayByTable(role, access)) continue
        const response = await app.ask(isOwn ? await placeOf(key) : place, { method, key })
        const missing = needed.find((permission) => permission !== 'signed-in' && !mayByTable(role, permission))
        if (missing === undefined) {
          expect([401, 403, 404, 500], `${role} at ${method} ${path}`).not.toContain(response.status)
          await response.body?.cancel()
        } else expect(await problemOf(response, 403, 'permission_denied')).toMatchObject({ permission: missing })
      }
    }
  })
})
