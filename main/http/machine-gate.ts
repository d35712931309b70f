import type { Context } from 'hono'
import { z } from 'zod'
import { type Deploy, listDeploys } from '../../shared/contract/deploys.ts'
import { listSurfaces, Surface } from '../../shared/contract/surfaces.ts'
import { isReviewOpen } from '../../shared/domain/gate.ts'
import { permissionsOf } from '../../shared/domain/permission.ts'
import { readPreviewId } from '../../shared/domain/preview.ts'
import { mayDeploy } from '../../shared/domain/surface-guards.ts'
import { sameCommit } from '../../shared/domain/surface-standing.ts'
import { type Forward, readForwards, readUntold } from '../store/deploy-forward.ts'
import { findDeploy } from '../store/deploys.ts'
import { within } from '../store/within.ts'
import type { OwedServer } from '../use-cases/caller.ts'
import { endsIn } from '../use-cases/deploys/preview-of.ts'
import { surfacesOfMachine } from '../use-cases/surfaces/known-surfaces.ts'
import type { AppEnv, Operator } from './env.ts'
import { forwardSignedIn } from './forward-signed-in.ts'
import { handOn } from './hand-on.ts'
import type { Local } from './locals.ts'
import { type AskedOfGate, askedOfGate } from './machine-gate/asked-of-gate.ts'
import { firstPage, mergePages, readPageCursor } from './machine-gate/merge-pages.ts'
import { circumstancesIn, mergeSurface, type View } from './machine-gate/merge-surface.ts'
import { type Acting, createActing } from './machine-gate/operator-of.ts'
import type { ServerPeople } from './machine-gate/server-people.ts'
import { askServer, doAtServer, type Heard, type Place, type VoiceParts } from './machine-gate/server-voice.ts'
import { Refused } from './problem.ts'

type Parts = VoiceParts & { people: ServerPeople; clock: () => number; openLocal(): Promise<Local | undefined> }
/** One request, with all that is known of whoever sent it. */
type Asking = { c: Context<AppEnv>; request: Request; server: Place; local: Local; acting: Acting }

const SurfacePage = listSurfaces.responses[200].content['application/json'].schema
const DeployPage = listDeploys.responses[200].content['application/json'].schema
const Start = z.object({
  surface: z.string(),
  path: z.string(),
  preview_id: z.string(),
  pass_reason: z.string().optional(),
})
type DeployView = z.output<typeof Deploy>

/**
 * The deploy gate of a console that talks to a team's server. What this machine's file defines is deployed and rolled back
 * from this machine, also while the server is down; its ledger has it first, and the server is told. Freezes, locks and
 * quarantines are the server's where it knows the surface and can be asked.
 */
export function createMachineGate(parts: Parts) {
  const { clock, openLocal } = parts
  const acting = createActing(parts)
  const now = () => new Date(clock()).toISOString()

  /** Undefined for what is not this machine's to answer: then the server does. */
  async function answer(c: Context<AppEnv>, request: Request, server: Place): Promise<Response | undefined> {
    const asked = askedOfGate(request.method, new URL(request.url).pathname)
    const local = asked && (await openLocal())
    if (!asked || !local) return undefined
    const who = await acting.at(server, { patient: asked.kind !== 'rollback' })
    if (who === undefined) return undefined
    const asking = { c, request, server, local, acting: who }
    if ('id' in asked && asked.kind !== 'deploy' && !isOfMachine(local, asked.id)) return undefined
    assertIsMeant(asking)
    return answerTo(asking, asked)
  }

  function answerTo(asking: Asking, asked: AskedOfGate): Promise<Response | undefined> {
    switch (asked.kind) {
      case 'surfaces':
        return surfaces(asking)
      case 'surface':
        return surface(asking, asked.id)
      case 'look':
        return here(asking)
      case 'stand':
        return stand(asking, asked)
      case 'rollback':
        return rollback(asking, asked.id)
      case 'deploys':
        return deploys(asking)
      case 'start':
        return start(asking)
      case 'deploy':
        return deploy(asking, asked)
      default:
        return asked satisfies never
    }
  }

  async function surfaces(asking: Asking): Promise<Response> {
    const { c, server, local, request } = asking
    const [there, ours, held] = await Promise.all([
      askServer(parts, server, '/api/v1/surfaces', SurfacePage, request.signal),
      ofLocal(asking, '/api/v1/surfaces', SurfacePage),
      heldBack(local, server),
    ])
    const mine = ours.items.filter(({ defined }) => defined === 'machine')
    const theirs = there.ok ? there.value.items.map((item): View => ({ ...item, at: 'server' })) : []
    const items = [
      ...theirs.map((item) => {
        const own = mine.find(({ id }) => id === item.id)
        return own ? mergeSurface(item, own, askerOf(asking), now()) : item
      }),
      ...mine.filter(({ id }) => !theirs.some((item) => item.id === id)),
    ].sort((a, b) => (a.id < b.id ? -1 : 1))
    const faults = [
      ...(there.ok ? there.value.faults : [`${there.why} What this machine itself can deploy is shown alone.`]),
      ...ours.faults,
      ...held,
    ]
    return c.json({ items, faults })
  }

  const surfaceThere = ({ server, request }: Asking, id: string, query = ''): Promise<Heard<View>> =>
    askServer(parts, server, `/api/v1/surfaces/${id}${query}`, Surface, request.signal)

  async function surface(asking: Asking, id: string): Promise<Response> {
    const { search } = new URL(asking.request.url)
    return asking.c.json(await surfaceNow(asking, id, search))
  }

  async function surfaceNow(asking: Asking, id: string, query: string): Promise<View> {
    const [there, own] = await Promise.all([
      surfaceThere(asking, id, query),
      ofLocal(asking, `/api/v1/surfaces/${id}${query}`, Surface),
    ])
    return there.ok ? mergeSurface(there.value, own, askerOf(asking), now()) : own
  }

  /** A freeze or a lock begins at the server, where that knows the surface; and ends wherever it is. */
  async function stand(asking: Asking, asked: AskedOfGate & { kind: 'stand' }): Promise<Response> {
    const { c, request, server } = asking
    const { id, name, sha } = asked
    const text = await request.text()
    const [there, own] = await Promise.all([
      surfaceThere(asking, id),
      ofLocal(asking, `/api/v1/surfaces/${id}`, Surface),
    ])
    const has = (view: View) => isThere(view, name, sha, text)
    const begins = name === 'freeze' || name === 'lock'
    const both = there.ok && !begins && has(there.value) && has(own)
    const atServer = there.ok && (begins || has(there.value) || !has(own))
    const first = atServer
      ? await forwardSignedIn(again(request, text), server, parts)
      : await here({ ...asking, request: again(request, text) })
    if (!first.ok) return first
    await first.body?.cancel()
    if (both) {
      const second = await here({ ...asking, request: again(request, text) })
      if (!second.ok) return second
      await second.body?.cancel()
    }
    return c.json(await surfaceNow(asking, id, ''))
  }

  /** It begins here, and waits for nobody; what goes out at the server is to be broken off too. */
  async function rollback(asking: Asking, id: string): Promise<Response> {
    const begun = await here(asking)
    if (begun.ok)
      stopThere(asking, id).catch((error: unknown) =>
        asking.local.services.log.warn({ err: error, surface: id }, 'what goes out at the server could not be stopped'),
      )
    return begun
  }

  async function stopThere({ server, local }: Asking, id: string): Promise<void> {
    const there = await askServer(parts, server, `/api/v1/surfaces/${id}`, Surface)
    if (!there.ok && there.status === 404) return
    if (!there.ok) throw new Error(there.why)
    await Promise.all(
      there.value.in_flight.map(async ({ id: deploy_id }) => {
        if (await isHere(local, deploy_id)) return
        const said = await doAtServer(parts, server, `/api/v1/deploys/${deploy_id}/cancel`, '{}')
        if (!said.ok) local.services.log.warn({ deploy_id, why: said.why }, 'the server did not break a deploy off')
      }),
    )
  }

  async function start(asking: Asking): Promise<Response> {
    const { request, server, local } = asking
    const text = await request.text()
    const wanted = Start.safeParse(parsed(text)).data
    const passedOn = again(request, text)
    if (wanted?.path !== 'local' || !isOfMachine(local, wanted.surface)) return forwardSignedIn(passedOn, server, parts)
    const owes = await allowedThere(asking, wanted)
    return here({ ...asking, request: passedOn }, owes)
  }

  /** What the server knows stands in the way, as it would at the server. One that does not answer stops nobody. */
  async function allowedThere(
    asking: Asking,
    { surface: id, preview_id, pass_reason }: z.infer<typeof Start>,
  ): Promise<Pick<OwedServer, 'passes' | 'warnings'>> {
    const { server } = asking
    const there = await surfaceThere(asking, id)
    if (!there.ok && there.status === 404) return { passes: [], warnings: [] }
    if (!there.ok)
      return {
        passes: [],
        warnings: [`Whether it is frozen, locked or in quarantine there is not known: ${there.why}`],
      }
    const at = { ...circumstancesIn(there.value, askerOf(asking), now()), paths: { local: true, ci: false } }
    const to_sha = readPreviewId(endsIn(preview_id))?.to_sha
    const allowed = mayDeploy(at, { path: 'local', to_sha, pass: pass_reason })
    if (allowed.ok) return { passes: allowed.value, warnings: [] }
    throw new Refused({ ...allowed.refusal, detail: `${server.name}: ${allowed.refusal.detail}` })
  }

  async function deploys(asking: Asking): Promise<Response | undefined> {
    const { c, request, server, local } = asking
    const url = new URL(request.url)
    const named = url.searchParams.get('cursor')
    const at = named === null ? firstPage : readPageCursor(named)
    const limit = Number(url.searchParams.get('limit') ?? 50)
    // What is not as it should be, the server says; it has the same rules.
    if (at === undefined || !Number.isInteger(limit) || limit < 1 || limit > 200) return undefined
    const pathAt = ({ cursor }: { cursor?: string | undefined }) => {
      const query = new URLSearchParams(url.searchParams)
      query.delete('cursor')
      if (cursor !== undefined) query.set('cursor', cursor)
      return `/api/v1/deploys?${query}`
    }
    const [there, own] = await Promise.all([
      at.there.over ? none : askServer(parts, server, pathAt(at.there), DeployPage, request.signal),
      at.here.over ? empty : ofLocal(asking, pathAt(at.here), DeployPage),
    ])
    // Half of the list is not its next page: it would pass for the whole.
    if (!there.ok && named !== null)
      throw new Refused({ code: 'server_unreachable', detail: there.why, fields: { server: server.name } })
    const theirs = there.ok ? there.value : undefined
    const ids = new Set<string>()
    for (const { id } of theirs?.items ?? []) if (await isHere(local, id)) ids.add(id)
    return c.json(mergePages<DeployView>(at, { here: own, there: theirs }, ({ id }) => ids.has(id), limit))
  }

  async function deploy(asking: Asking, { id, closesReview }: AskedOfGate & { kind: 'deploy' }) {
    const { request, local, server } = asking
    if (!(await isHere(local, id))) return undefined
    if (!closesReview) return here(asking)
    const text = await request.text()
    // The server has the same review, once it was told of the deploy.
    const [owed] = await forwardsOf(local, id)
    const isToldOf = owed?.server === server.id && owed.told_at !== null
    // The server may not have heard of it when it was closed here.
    if (isToldOf && (await isReviewClosed(local, id))) return forwardSignedIn(again(request, text), server, parts)
    const closed = await here({ ...asking, request: again(request, text) })
    if (!closed.ok || !isToldOf) return closed
    const there = await doAtServer(parts, server, new URL(request.url).pathname, text)
    // It is closed there already, or was never opened.
    if (there.ok || there.code === 'invalid_transition') return closed
    const { code = 'server_unreachable', why } = there
    throw new Refused({ code, detail: `It is closed at this machine, and not at the server. ${why}` })
  }

  return { answer }
}

const empty: { items: DeployView[]; next_cursor: string | null } = { items: [], next_cursor: null }
const none = { ok: true as const, value: empty }

const isOfMachine = ({ services }: Local, id: string): boolean =>
  surfacesOfMachine(services).surfaces.some(({ surface }) => surface.id === id)

async function isReviewClosed({ services: { store, workspace } }: Local, id: string): Promise<boolean> {
  const found = await within(workspace, () => findDeploy(store.read, workspace, id))
  return found !== undefined && found.deploy.review !== null && !isReviewOpen(found.deploy)
}

const isHere = async ({ services: { store, workspace } }: Local, id: string): Promise<boolean> =>
  (await within(workspace, () => findDeploy(store.read, workspace, id))) !== undefined

const forwardsOf = ({ services: { store, workspace } }: Local, id: string): Promise<Forward[]> =>
  within(workspace, () => readForwards(store.read, workspace, [id]))

/** What the server was to be told, and was not: said where people look. */
async function heldBack({ services: { store, workspace } }: Local, server: Place): Promise<string[]> {
  const untold = await within(workspace, () => readUntold(store.read, workspace))
  const held = untold.filter((each) => each.server === server.id)
  const first = held.find(({ error }) => error !== null)
  if (first === undefined) return []
  const what = held.length === 1 ? 'A deploy of this machine is' : `${held.length} deploys of this machine are`
  return [`${what} held here, and not yet told to ${server.name}: ${first.error}`]
}

/** Whom this machine's own ledger takes it for, and what that server is owed. */
function operatorOf({ acting, server }: Asking, said?: Pick<OwedServer, 'passes' | 'warnings'>): Operator {
  const { identity, roles, warnings } = acting
  const { passes = [], warnings: more = [] } = said ?? {}
  const owes = { server: server.id, name: server.name, passes, warnings: [...warnings, ...more] }
  return { identity, signedInAt: undefined, of: { roles, owes } }
}

async function here(asking: Asking, said?: Pick<OwedServer, 'passes' | 'warnings'>): Promise<Response> {
  const { c, request, local } = asking
  return handOn(c, withoutMeant(request), local.app, operatorOf(asking, said))
}

async function ofLocal<T>(asking: Asking, path: string, shape: z.ZodType<T>): Promise<T> {
  const { c, local, request } = asking
  const asked = new Request(new URL(path, request.url), { signal: request.signal })
  const said = await local.app.fetch(asked, { ...c.env, operator: operatorOf(asking) })
  if (!said.ok) throw new Error(`this machine answered ${said.status} of itself`)
  return shape.parse(await said.json())
}

const askerOf = ({ acting: { roles, identity } }: Asking) => ({
  permissions: permissionsOf(roles),
  isNamed: identity.via !== 'api_key',
})

const meant = 'x-countersign-actor'

/** The page means somebody as the server knows them; to this machine's ledger the same person has another id. */
function assertIsMeant({ request, acting: { id, identity } }: Asking): void {
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
const again = ({ url, method, headers, signal }: Request, body: string): Request =>
  new Request(url, { method, headers, signal, ...(body === '' ? {} : { body }) })

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isThere(view: View, name: string, sha: string | null, body: string): boolean {
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
