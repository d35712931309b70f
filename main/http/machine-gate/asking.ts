import type { Context } from 'hono'
import { z } from 'zod'
import { isReviewOpen } from '../../../shared/domain/gate.ts'
import { permissionsOf } from '../../../shared/domain/permission.ts'
import { sameCommit } from '../../../shared/domain/surface-standing.ts'
import { type Forward, readForwards, readUntold } from '../../store/deploy-forward.ts'
import { findDeploy } from '../../store/deploys.ts'
import { within } from '../../store/within.ts'
import type { AtServer, OwedServer } from '../../use-cases/caller.ts'
import { surfacesOfMachine } from '../../use-cases/surfaces/known-surfaces.ts'
import type { AppEnv, Operator } from '../env.ts'
import { handOn } from '../hand-on.ts'
import type { Local } from '../locals.ts'
import { Refused } from '../problem.ts'
import type { View } from './merge-surface.ts'
import type { Acting } from './operator-of.ts'
import type { Place } from './server-voice.ts'

/** One request, with all that is known of whoever sent it. */
export type Asking = {
  c: Context<AppEnv>
  request: Request
  server: Place
  local: Local
  acting: Acting
  /** Where what is answered here stands on that server's rows. */
  atServer?: AtServer | undefined
}

export const isOfMachine = ({ services }: Local, id: string): boolean =>
  surfacesOfMachine(services).surfaces.some(({ surface }) => surface.id === id)

export async function isReviewClosed({ services: { store, workspace } }: Local, id: string): Promise<boolean> {
  const found = await within(workspace, () => findDeploy(store.read, workspace, id))
  return found !== undefined && found.deploy.review !== null && !isReviewOpen(found.deploy)
}

export const isHere = async ({ services: { store, workspace } }: Local, id: string): Promise<boolean> =>
  (await within(workspace, () => findDeploy(store.read, workspace, id))) !== undefined

export const forwardsOf = ({ services: { store, workspace } }: Local, id: string): Promise<Forward[]> =>
  within(workspace, () => readForwards(store.read, workspace, [id]))

/** What the server was to be told, and was not: said where people look. */
export async function heldBack({ services: { store, workspace } }: Local, server: Place): Promise<string[]> {
  const untold = await within(workspace, () => readUntold(store.read, workspace))
  const held = untold.filter((each) => each.server === server.id)
  const first = held.find(({ error }) => error !== null)
  if (first === undefined) return []
  const what = held.length === 1 ? 'A deploy of this machine is' : `${held.length} deploys of this machine are`
  return [`${what} held here, and not yet told to ${server.name}: ${first.error}`]
}

/** Whom this machine's own ledger takes it for, and what that server is owed. */
function operatorOf({ acting, server, atServer }: Asking, said?: Pick<OwedServer, 'passes' | 'warnings'>): Operator {
  const { identity, roles, warnings } = acting
  const { passes = [], warnings: more = [] } = said ?? {}
  const owes = { server: server.id, name: server.name, passes, warnings: [...warnings, ...more] }
  return { identity, signedInAt: undefined, of: { roles, owes, atServer } }
}

export async function here(asking: Asking, said?: Pick<OwedServer, 'passes' | 'warnings'>): Promise<Response> {
  const { c, request, local } = asking
  return handOn(c, withoutMeant(request), local.app, operatorOf(asking, said))
}

export async function ofLocal<T>(asking: Asking, path: string, shape: z.ZodType<T>): Promise<T> {
  const { c, local, request } = asking
  const asked = new Request(new URL(path, request.url), { signal: request.signal })
  const said = await local.app.fetch(asked, { ...c.env, operator: operatorOf(asking) })
  if (!said.ok) throw new Error(`this machine answered ${said.status} of itself`)
  return shape.parse(await said.json())
}

export const askerOf = ({ acting: { roles, identity } }: Asking) => ({
  permissions: permissionsOf(roles),
  isNamed: identity.via !== 'api_key',
})

const meant = 'x-countersign-actor'

/** The page means somebody as the server knows them; to this machine's ledger the same person has another id. */
export function assertIsMeant({ request, acting: { id, identity } }: Asking): void {
  const named = request.headers.get(meant)
  if (named === null || id === null || named === id || request.method === 'GET') return
  throw new Refused({ code: 'actor_changed', detail: `You are ${identity.name} here by now. Nothing was done.` })
}

function withoutMeant(request: Request): Request {
  if (!request.headers.has(meant)) return request
  const headers = new Headers(request.headers)
  headers.delete(meant)
  return new Request(request, { headers })
}

/** Its body has been read. */
export const again = ({ url, method, headers, signal }: Request, body: string): Request =>
  new Request(url, { method, headers, signal, ...(body === '' ? {} : { body }) })

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isThere(view: View, name: string, sha: string | null, body: string): boolean {
  switch (name) {
    case 'unlock':
      return view.lock !== null
    case 'clear':
      return view.alert !== null
    case 'lift':
      return view.quarantined.some((each) => sameCommit(each.sha, sha))
    case 'unfreeze': {
      const named = z.object({ freeze_id: z.string() }).safeParse(parsed(body)).data?.freeze_id
      return view.freezes.some(({ id }) => id === named)
    }
    default:
      return false
  }
}
