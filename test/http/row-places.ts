import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bareGit } from '../fakes/git-repository.ts'
import { hex, thresholdRule } from '../support/fleet-rows.ts'
import { requestOf } from '../telemetry/otlp-kit.ts'
import { drills, scheduleOf } from './drill-kit.ts'
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

/** These make what they name, whether or not another workspace has one of that name: there is nothing to be found. */
export const makesWhatItNames = ({ method, path }: Pick<Operation, 'method' | 'path'>): boolean =>
  [
    'PUT /api/v1/drills/schedules/{schedule_id}',
    'PUT /api/v1/notifications/connectors/{name}',
    'PUT /api/v1/surfaces/{id}',
  ].includes(`${method} ${path}`) || namesForAll.some((prefix) => path.startsWith(prefix))

/** What they name is no row, but the same thing for everybody. */
const namesForAll = ['/api/v1/assistant/providers/', '/api/v1/gateway/proxy/']

/** These are there for their owner alone. */
const ownRows = '/api/v1/chat/sessions'
export const isOwnRow = (place: string): boolean =>
  [`${ownRows}/`, '/api/v1/assistant/runs/'].some((prefix) => place.startsWith(prefix))

type Made = {
  id?: string
  ids?: readonly string[]
  run_id?: string
  schedule_id?: string
  name?: string
  plan?: { route_decisions: readonly { route_id: string }[] }
}
type Make = (path: string, body: unknown, method?: string) => Promise<string>
type Create = (make: Make, mark: string, folder: string) => Promise<string>

/** A row of every kind that a path can name, by how such paths begin. */
const kinds: readonly (readonly [prefix: string, create: Create])[] = [
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
  [
    '/api/v1/notifications/connectors/',
    (make) => make(`/api/v1/notifications/connectors/made-${randomUUID()}`, { kind: 'desktop' }, 'PUT'),
  ],
  ['/api/v1/drills/schedules/', (make, mark) => makeSchedule(make, mark)],
  [`${drills}/`, (make, mark) => makeSchedule(make, mark)],
  [
    '/api/v1/drills/routes/',
    async (make, mark) => make(`${drills}/deliver`, { schedule_id: await makeSchedule(make, mark), retries: 0 }),
  ],
  [
    '/api/v1/drills/runs/',
    async (make, mark) =>
      make('/api/v1/drills/runs', { schedule_id: await makeSchedule(make, mark), surface: `${mark}-staging` }),
  ],
  ['/api/v1/traces/', makeTrace],
  ['/api/v1/fleet/rules/', (make, mark) => make('/api/v1/fleet/rules', thresholdRule({ name: `${mark} is slow` }))],
  [
    '/api/v1/xai/violations/',
    (make, mark) =>
      make('/api/v1/evaluations', {
        trace_id: hex(16),
        rule: mark,
        label: 'red',
        attributions: [{ input: 'tone', contribution: 0.4 }],
      }),
  ],
  ['/api/v1/pauses/', (make, mark) => make('/api/v1/pauses', { agent: `${mark}-${randomUUID()}`, reason: 'It loops' })],
  [`${ownRows}/`, (make, mark) => make(ownRows, { title: mark })],
  ['/api/v1/surfaces/', (make, mark, folder) => makeSurface(make, mark, folder)],
  [
    '/api/v1/assistant/runs/',
    async (make, mark) => {
      // A provider that is nowhere: the reply is over at once, and can be read for a while.
      const nowhere = { key: 'sk-of-nobody', base_url: 'https://model.invalid/v1', model: 'none' }
      await make('/api/v1/assistant/providers/openai', nowhere, 'PUT')
      return make('/api/v1/assistant/chat', { message: mark })
    },
  ],
  ['/api/v1/assistant/providers/', async () => 'anthropic'],
  ['/api/v1/gateway/proxy/', async () => 'models'],
  ['/api/v1/deploys/', (make, mark) => make('/api/v1/deploys/records', reportOf({ target_app: mark }))],
]

/** Its one span begins like the trace's own name, so that a path which names both can be filled in. */
async function makeTrace(make: Make, mark: string): Promise<string> {
  const traceId = hex(16)
  // Of now: what is older than telemetry is kept is not taken.
  const at = `${Date.now()}000000`
  const times = { startTimeUnixNano: at, endTimeUnixNano: at }
  await make('/v1/traces', requestOf([{ traceId, spanId: traceId.slice(0, 16), name: mark, kind: 1, ...times }]))
  return traceId
}

/** A repository of this machine, and another one that it is pushed to; nothing is there yet. */
async function makeSurface(make: Make, mark: string, folder: string): Promise<string> {
  const [repository, remote] = ['code', 'production'].map((name) => join(folder, `${name}-${randomUUID()}`))
  bareGit(folder, ['init', '--quiet', '--template=', '--initial-branch=main', `${repository}`])
  bareGit(folder, ['init', '--quiet', '--template=', '--bare', '--initial-branch=main', `${remote}`])
  writeFileSync(join(`${repository}`, 'code.txt'), `${mark}\n`)
  bareGit(`${repository}`, ['add', '--all'])
  bareGit(`${repository}`, ['commit', '--quiet', '--message', mark])
  const id = `surface-${randomUUID()}`
  const wanted = { name: mark, host: 'local', app: mark, repository, remote, paths: { local: {} } }
  return make(`/api/v1/surfaces/${id}`, wanted, 'PUT')
}

/** What a run of a pipeline tells of a deploy that it made. */
export const reportOf = (changed: object = {}) => ({
  from_sha: 'abc1234',
  to_sha: 'def5678',
  target_app: 'raxx-console-prod',
  trigger: 'ci',
  outcome: 'success',
  ts_utc: '2026-04-29T14:33:00Z',
  ...changed,
})

/** One of its own each time: of one schedule only one drill runs at once. */
async function makeSchedule(make: Make, mark: string): Promise<string> {
  const { schedule_id: _, ...schedule } = scheduleOf({ title: mark })
  return make(`/api/v1/drills/schedules/drill-${randomUUID()}`, schedule, 'PUT')
}

const makeWebhook = (make: Make, mark: string): Promise<string> =>
  make('/api/v1/webhooks', { url: `https://hooks.example/${mark}`, description: mark, events: ['action.approved'] })

/** Makes a row of every kind, or of the one that `only` is about, and says which one a path is about. */
export async function makeRows(
  app: TestApp,
  key: string,
  mark = 'checkout',
  only?: string,
): Promise<(path: string) => string> {
  const make: Make = async (path, body, method = 'POST') => {
    const response = await app.ask(path, { ...jsonBody(body), method, key })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${text}`)
    const run = /"run_id":"([^"]+)"/.exec(text)
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) return run?.[1] ?? ''
    const made = JSON.parse(text) as Made
    return (
      made.id ??
      made.ids?.[0] ??
      made.run_id ??
      made.schedule_id ??
      made.plan?.route_decisions[0]?.route_id ??
      made.name ??
      ''
    )
  }
  const rows = new Map<string, string>()
  for (const [prefix, create] of only === undefined ? kinds : [kindOf(only)])
    rows.set(prefix, await create(make, mark, app.place.dataDir))
  return (path) => rows.get(kindOf(path)[0]) ?? ''
}

function kindOf(path: string) {
  const kind = kinds.find(([prefix]) => path.startsWith(prefix))
  if (!kind) throw new Error(`say in row-places.ts what row ${path} is about`)
  return kind
}

export const placed = (path: string, id: string): string =>
  `${path.replace('{span_id}', id.slice(0, 16)).replaceAll(/\{\w+\}/g, id)}${path.endsWith('/diff/files') ? '?path=code.txt' : ''}`
