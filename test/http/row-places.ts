import { jsonBody, type TestApp } from './harness.ts'

export type Operation = { method: string; path: string; 'x-permission': string; security?: unknown }

/** Every operation of the document, as the server tells it. */
export async function operationsOf(app: TestApp): Promise<Operation[]> {
  const document: unknown = await (await app.ask('/openapi.json')).json()
  const { paths } = document as { paths: Record<string, Record<string, Omit<Operation, 'method' | 'path'>>> }
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

type Make = (path: string, body: unknown) => Promise<string>

/** A row of every kind that a path can name, by how such paths begin. */
const kinds: readonly (readonly [prefix: string, create: (make: Make, mark: string) => Promise<string>])[] = [
  [
    '/api/v1/deployments/actions/',
    (make, mark) =>
      make('/api/v1/deployments/actions', { type: 'throttle', target_ref: `checkout-${mark}@4f2c9e1`, reason: mark }),
  ],
  ['/api/v1/incidents/', (make, mark) => make('/api/v1/incidents', { title: `${mark} is slow`, severity: 'sev3' })],
  [
    '/api/v1/webhooks/deliveries/',
    async (make, mark) => make(`/api/v1/webhooks/${await makeWebhook(make, mark)}/test`, {}),
  ],
  ['/api/v1/webhooks/', (make, mark) => makeWebhook(make, mark)],
]

const makeWebhook = (make: Make, mark: string): Promise<string> =>
  make('/api/v1/webhooks', { url: `https://hooks.example/${mark}`, description: mark, events: ['action.approved'] })

/** Makes a row of every kind, or of the one that `only` is about, and says which one a path is about. */
export async function makeRows(
  app: TestApp,
  key: string,
  mark = 'checkout',
  only?: string,
): Promise<(path: string) => string> {
  const make: Make = async (path, body) => {
    const response = await app.ask(path, { ...jsonBody(body), key })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${text}`)
    return (JSON.parse(text) as { id: string }).id
  }
  const rows = new Map<string, string>()
  for (const [prefix, create] of only === undefined ? kinds : [kindOf(only)]) rows.set(prefix, await create(make, mark))
  return (path) => rows.get(kindOf(path)[0]) ?? ''
}

function kindOf(path: string) {
  const kind = kinds.find(([prefix]) => path.startsWith(prefix))
  if (!kind) throw new Error(`say in row-places.ts what row ${path} is about`)
  return kind
}

export const placed = (path: string, id: string): string => path.replaceAll(/\{\w+\}/g, id)
