/** What a request asks of the deploy gate; undefined for everything else. */
export type AskedOfGate =
  | { kind: 'surfaces' }
  | { kind: 'surface'; id: string }
  /** What its host and its repository are asked. */
  | { kind: 'look'; id: string }
  | { kind: 'stand'; id: string; name: Stand; sha: string | null }
  | { kind: 'rollback'; id: string }
  | { kind: 'deploys' }
  | { kind: 'start' }
  | { kind: 'deploy'; id: string; closesReview: boolean }

const stands = ['freeze', 'unfreeze', 'lock', 'unlock', 'lift', 'clear'] as const
type Stand = (typeof stands)[number]

const looks = /^(GET (diff|diff\/files|releases)|POST test|PUT secrets\/[^/]+)$/

export function askedOfGate(method: string, path: string): AskedOfGate | undefined {
  const [, area, id, rest = ''] = /^\/api\/v1\/(surfaces|deploys)(?:\/([^/]+)(?:\/(.+))?)?$/.exec(path) ?? []
  if (area === 'surfaces') return ofSurfaces(method, id, rest)
  if (area !== 'deploys') return undefined
  if (id === undefined)
    return method === 'GET' ? { kind: 'deploys' } : method === 'POST' ? { kind: 'start' } : undefined
  return id === 'records' ? undefined : { kind: 'deploy', id, closesReview: rest === 'close-review' }
}

function ofSurfaces(method: string, id: string | undefined, rest: string): AskedOfGate | undefined {
  if (id === undefined) return method === 'GET' ? { kind: 'surfaces' } : undefined
  if (rest === '') return method === 'GET' ? { kind: 'surface', id } : undefined
  if (looks.test(`${method} ${rest}`)) return { kind: 'look', id }
  if (method !== 'POST') return undefined
  if (rest === 'rollback') return { kind: 'rollback', id }
  const sha = /^quarantine\/([^/]+)\/lift$/.exec(rest)?.[1]
  if (sha !== undefined) return { kind: 'stand', id, name: 'lift', sha }
  const name = rest === 'alert/clear' ? 'clear' : stands.find((each) => each === rest)
  return name === undefined ? undefined : { kind: 'stand', id, name, sha: null }
}
