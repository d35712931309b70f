import type { TestApp } from '../../http/harness.ts'

export type Schema = {
  $ref?: string
  type?: string | readonly string[]
  enum?: readonly unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  minimum?: number
  minLength?: number
  minItems?: number
  format?: string
}
type Parameter = { name: string; in: string; schema: Schema }
type Described = {
  'x-permission': string
  parameters?: readonly Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}
type Document = {
  paths: Record<string, Record<string, Described>>
  components?: { schemas?: Record<string, Schema> }
}

/** An operation of the document, with what it takes. */
export type Operation = {
  method: string
  path: string
  permission: string
  query: readonly Parameter[]
  body: Schema | undefined
}

/** It says who asks, in place of the header: what somebody else's does is not what is asked here. */
const credential = 'actor_token'

/** Every operation that the server tells of: a new one is among them the day it is added. */
export async function describedBy(app: TestApp): Promise<Operation[]> {
  const document: Document = JSON.parse(await (await app.ask('/openapi.json')).text())
  const whole = (schema: Schema): Schema => {
    const name = schema.$ref?.split('/').at(-1)
    const found = name === undefined ? schema : document.components?.schemas?.[name]
    if (!found) throw new Error(`the document has no ${schema.$ref}`)
    const { properties, items } = found
    return {
      ...found,
      ...(properties && {
        properties: Object.fromEntries(
          Object.entries(properties).flatMap(([key, each]) => (key === credential ? [] : [[key, whole(each)]])),
        ),
      }),
      ...(items && { items: whole(items) }),
    }
  }
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { parameters = [], requestBody, ...rest }]) => {
      const schema = requestBody?.content['application/json']?.schema
      return {
        method: method.toUpperCase(),
        path,
        permission: rest['x-permission'],
        query: parameters.filter((each) => each.in === 'query'),
        body: schema && whole(schema),
      }
    }),
  )
}
