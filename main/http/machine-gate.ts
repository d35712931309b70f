import type { Context } from 'hono'
import { z } from 'zod'
import { type Deploy, listDeploys } from '../../shared/contract/deploys.ts'
import { listSurfaces, Surface } from '../../shared/contract/surfaces.ts'
import { readPreviewId } from '../../shared/domain/preview.ts'
import { mayDeploy } from '../../shared/domain/surface-guards.ts'
import type { OwedServer } from '../use-cases/caller.ts'
import { endsIn } from '../use-cases/deploys/preview-of.ts'
import type { AppEnv } from './env.ts'
import { forwardSignedIn } from './forward-signed-in.ts'
import type { Local } from './locals.ts'
import { type AskedOfGate, askedOfGate } from './machine-gate/asked-of-gate.ts'
import {
  type Asking,
  again,
  askerOf,
  assertIsMeant,
  forwardsOf,
  heldBack,
  here,
  isHere,
  isOfMachine,
  isReviewClosed,
  isThere,
  ofLocal,
  parsed,
} from './machine-gate/asking.ts'
import { firstPage, mergePages, readPageCursor } from './machine-gate/merge-pages.ts'
import { circumstancesIn, mergeSurface, type View } from './machine-gate/merge-surface.ts'
import { createActing } from './machine-gate/operator-of.ts'
import type { ServerPeople } from './machine-gate/server-people.ts'
import { askServer, doAtServer, type Heard, type Place, type VoiceParts } from './machine-gate/server-voice.ts'
import { Refused } from './problem.ts'

type Parts = VoiceParts & { people: ServerPeople; clock: () => number; openLocal(): Promise<Local | undefined> }

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
