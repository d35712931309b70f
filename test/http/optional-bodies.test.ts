import { expect, test } from 'vitest'
import { withApp } from './harness.ts'

const asJson = { 'content-type': 'application/json; charset=utf-8' }
type Documented = Record<string, Record<string, { requestBody?: { required?: boolean } }>>

test('an empty body where none is needed is none, whatever its content type says', () =>
  withApp('sqlite', async ({ app, ask, keyFor }) => {
    const key = await keyFor(['admin', 'incident_commander', 'operator', 'runner'])
    const info = { title: '', version: '' }
    const paths = app.getOpenAPI31Document({ openapi: '3.1.0', info }).paths as Documented
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) =>
        requestBody && requestBody.required !== true ? [{ method: method.toUpperCase(), path }] : [],
      ),
    )
    expect(operations).toContainEqual({ method: 'POST', path: '/api/v1/surfaces/{id}/rollback' })
    for (const { method, path } of operations) {
      const url = path.replaceAll(/\{\w+\}/g, 'x')
      const codeOf = async (init: RequestInit) => {
        const text = await (await ask(url, { method, key, ...init })).text()
        return /"code":"(\w+)"/.exec(text)?.[1]
      }
      const plain = await codeOf({})
      for (const body of ['', ' ', 'null'])
        expect(await codeOf({ headers: asJson, body }), `${path} ${JSON.stringify(body)}`).toBe(plain)
    }
  }))

test('every operation is mounted once', () =>
  withApp('sqlite', async ({ app }) => {
    const mounted = app.openAPIRegistry.definitions.flatMap((each) =>
      each.type === 'route' ? [`${each.route.method} ${each.route.path}`] : [],
    )
    expect(mounted.filter((each, n) => mounted.indexOf(each) !== n)).toEqual([])
  }))
