import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { version } from '../../main/version.ts'
import { Health } from '../../shared/contract/health.ts'
import { engines } from '../support/engines.ts'
import { startApp, type TestApp } from './harness.ts'
import { headersOfEveryAnswer } from './problem-shape.ts'
import { makeRows, placed } from './row-places.ts'

describe.each(engines)('what everybody may read, on %s', (engine) => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(engine)
  })
  afterAll(() => app.close())

  test('health says what it is and where it writes', async () => {
    const health = Health.strict().parse(await (await app.ask('/health')).json())
    expect(health).toEqual({ status: 'ok', version, database: engine })
  })

  test.each(['/health', '/openapi.json', '/docs'])(
    '%s has the headers of every answer, and HEAD is GET without a body',
    async (path) => {
      const [got, head] = [await app.ask(path), await app.ask(path, { method: 'HEAD' })]
      expect(Object.fromEntries(got.headers)).toMatchObject(headersOfEveryAnswer)
      expect({ status: head.status, body: await head.text() }).toEqual({ status: 200, body: '' })
      expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'))
    },
  )

  test('every request has an id of its own', async () => {
    const ids = await Promise.all(
      Array.from({ length: 20 }, async () => (await app.ask('/health')).headers.get('x-request-id')),
    )
    expect(new Set(ids).size).toBe(20)
  })
})

/** It is asked for with a provider's stand-in, where such are: providers.test.ts. */
const asksProvider = '/api/v1/assistant/providers/{provider}/models'

describe('the document', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp('sqlite')
  })
  afterAll(() => app.close())

  type Media = { content?: Record<string, { schema?: object }> }
  type Document = {
    openapi: string
    paths: Record<string, Record<string, { summary?: string; responses: Record<string, Media> }>>
    components: { schemas: Record<string, object> }
  }
  const read = async () => (await (await app.ask('/openapi.json')).json()) as Document

  test('is OpenAPI 3.1 and says of every operation what it does, answers and how it refuses', async () => {
    const { openapi, paths } = await read()
    expect(openapi).toBe('3.1.0')
    for (const [path, item] of Object.entries(paths))
      for (const [method, operation] of Object.entries(item)) {
        expect(operation.summary, `${method} ${path}`).toMatch(/\w{4}/)
        expect(Object.keys(operation.responses)).toContain('default')
        expect(operation.responses.default?.content).toHaveProperty(['application/problem+json'])
      }
  })

  test('its schemas are schemas, and the real answers fit them', async () => {
    const { components, paths } = await read()
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'doc:', components })
    const key = await app.keyFor(['admin'])
    const rowOf = await makeRows(app, key)
    for (const [path, item] of Object.entries(paths)) {
      const schema = item.get?.responses['200']?.content?.['application/json']?.schema
      if (!schema || path === asksProvider) continue
      const place = path.includes('{') ? placed(path, rowOf(path)) : path
      const response = await app.ask(`${place}?seq=1&from=1`, { key })
      const fits = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc:#/')))
      expect(fits(await response.json()), `${path}: ${ajv.errorsText(fits.errors)}`).toBe(true)
    }
    const refused = ajv.compile({ $ref: 'doc:#/components/schemas/Problem' })
    expect(refused(await (await app.ask('/api/v1/nothing')).json())).toBe(true)
    expect(refused({ status: 404 })).toBe(false)
  })

  test('the page to read names every operation, runs nothing and loads nothing from elsewhere', async () => {
    const response = await app.ask('/docs')
    const html = await response.text()
    for (const path of Object.keys((await read()).paths)) expect(html).toContain(`<code>${path}</code>`)
    expect(html).not.toMatch(/<script|<link|<img|src=|https?:\/\/(?!json-schema|c2sp)/)
    const policy = response.headers.get('content-security-policy') ?? ''
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? ''
    expect(policy).not.toContain('unsafe')
    expect(html).toContain(`<style nonce="${nonce}">`)
    expect((await app.ask('/docs')).headers.get('content-security-policy')).not.toBe(policy)
  })
})
