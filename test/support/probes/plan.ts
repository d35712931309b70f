import { makesWhatItNames } from '../../http/row-places.ts'
import type { Random } from '../../torture/random.ts'
import type { Operation } from './document.ts'
import { sampleOf, textsIn } from './sample.ts'
import type { Credential, World } from './world.ts'

/** One question that can be asked of a row of theirs, and of one that never was, and is the same but for that. */
export type Probe = {
  says: string
  as: Credential
  method: string
  /** Where it stands, the one asked for is called `placeholder`. */
  path: string
  headers: Record<string, string>
  body: string | undefined
  /** Which id of theirs it asks for, and which one of nobody. */
  theirs: string
  nobodys: string
  /** May change what there is, so that each of the two is asked in a workspace of its own. */
  writes: boolean
  /** What path's row of ours it is done to. */
  own: string | undefined
}

export const placeholder = '~asked~'
export const ownPlaceholder = '~own~'

const contentTypes = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/x-www-form-urlencoded',
]
const noise = ['', '', '', '?x=1', '?limit=1', '?total=true', '?format=csv']

/** An id as ids are, of nothing. */
const freshId = (random: Random): string => {
  const hex = random.bytes(16).toString('hex')
  return `019aa000-${hex.slice(0, 4)}-7${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 22)}`
}

/**
 * Verifying takes a thread of its own every time; it takes no id, and what it takes is probed by itself. The other two are
 * answered by sending a browser elsewhere, and know no workspace.
 */
export const apart = ['/api/v1/audit/verify', '/sign-in/start', '/sign-in/callback']

/** Every way in which an operation can be asked for what is somebody else's. */
export function waysOf(operation: Operation): string[] {
  if (apart.includes(operation.path)) return []
  const { path, query, body } = operation
  return [
    ...(path.includes('{') && !makesWhatItNames(operation) ? ['path', 'path', 'path'] : []),
    ...query.filter(({ schema }) => schema.type === 'string' && !schema.enum).map(({ name }) => `query ${name}`),
    ...textsIn(body).map((name) => `body ${name}`),
  ]
}

export function planProbe(world: World, random: Random): Probe {
  const operation = random.pick(world.operations.filter((each) => waysOf(each).length > 0))
  const way = random.pick(waysOf(operation))
  const as = random.pick(world.credentials)
  const [place = '', name = ''] = way.split(' ')
  const probe = { as, method: operation.method, headers: headersFor(operation, random) }
  const says = `${operation.method} ${operation.path} by ${way}, as ${as.role} with a ${as.kind}`
  if (place === 'path') {
    const path = `${operation.path.replace(/\{\w+\}/, placeholder)}${random.pick(noise)}`
    const ids = { theirs: world.theirRow(operation.path), nobodys: freshId(random) }
    return { ...probe, says, path, body: bodyFor(operation, random), ...ids, writes: false, own: undefined }
  }
  const own = operation.path.includes('{') ? operation.path : undefined
  const path = operation.path.replace(/\{\w+\}/, ownPlaceholder)
  const [what, id] = random.pick([...world.theirIds])
  const written = random.pick([placeholder, placeholder, `${what}:${placeholder}`])
  const ids = { theirs: id, nobodys: freshId(random) }
  if (place === 'query')
    return {
      ...probe,
      says,
      path: `${path}?${name}=${encodeURIComponent(written)}`,
      body: undefined,
      ...ids,
      writes: own !== undefined,
      own,
    }
  const sampled = sampleOf(operation.body ?? {}, random) as object
  const body = JSON.stringify({ ...sampled, ...kindOf(operation, what), [name]: written })
  return { ...probe, says: `${says}: ${body}`, path, body, ...ids, writes: true, own }
}

/** Where a body says of what kind the thing is that it names, it says so rightly as often as not. */
const kindOf = ({ body }: Operation, what: string) =>
  body?.properties?.kind?.enum?.includes(what) ? { kind: what } : {}

function headersFor({ method }: Operation, random: Random): Record<string, string> {
  const headers: Record<string, string> = {}
  if (method !== 'GET') headers['content-type'] = random.chance(0.8) ? 'application/json' : random.pick(contentTypes)
  if (method === 'POST' && random.chance(0.3))
    headers['idempotency-key'] = `${random.bytes(9).toString('hex')}-${placeholder}`
  if (random.chance(0.1)) headers.accept = random.pick(['text/event-stream', 'text/html', '*/*'])
  return headers
}

/** Nothing, something that is right, or any of the ways to be wrong. */
function bodyFor({ method, body }: Operation, random: Random): string | undefined {
  if (method === 'GET' || random.chance(0.2)) return undefined
  if (body && random.chance(0.5)) return JSON.stringify(sampleOf(body, random))
  return random.pick(['{}', '[]', 'null', '', '{"note":5}', '{"note":', `{"note":"${'x'.repeat(3_000)}"}`, '\u0000'])
}
