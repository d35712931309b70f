import type { Context } from 'hono'
import { z } from 'zod'
import { runsOf } from '../assistant/runs.ts'
import type { AtServer } from '../use-cases/caller.ts'
import type { AppEnv } from './env.ts'
import { forwardSignedIn } from './forward-signed-in.ts'
import type { Local } from './locals.ts'
import { assertIsMeant, here } from './machine-gate/asking.ts'
import { createActing } from './machine-gate/operator-of.ts'
import type { ServerPeople } from './machine-gate/server-people.ts'
import type { Place, VoiceParts } from './machine-gate/server-voice.ts'
import { problemBody, Refused } from './problem.ts'

type Parts = VoiceParts & { people: ServerPeople; clock: () => number; openLocal(): Promise<Local> }

/**
 * The model is called from the machine where its key lies, so these paths are answered here; the tiles of a question, its
 * proposal and the chats are the server's.
 */
const answeredHere =
  /^\/api\/v1\/(assistant\/(providers(\/[^/]+(\/[^/]+)?)?|chat|runs\/[^/]+\/[^/]+)|xai\/violations\/[^/]+\/explanation)$/
const oneChat = /^\/api\/v1\/chat\/sessions\/([^/]+)$/

/** The assistant of a console that talks to a team's server. */
export function createMachineAssistant(parts: Parts) {
  const { openLocal } = parts
  const acting = createActing(parts)

  /** Undefined for what is not this machine's to answer: then the server does. */
  async function answer(c: Context<AppEnv>, request: Request, server: Place): Promise<Response | undefined> {
    const { pathname } = new URL(request.url)
    const chat = request.method === 'GET' ? oneChat.exec(pathname)?.[1] : undefined
    if (chat === undefined && !answeredHere.test(pathname)) return undefined
    const who = await acting.at(server, { patient: true })
    // Nobody is signed in there: the server's answer says so.
    if (who === undefined) return undefined
    if (chat !== undefined) return withRun(request, server, chat)
    const local = await openLocal()
    const asking = { c, request, server, local, acting: who, atServer: voiceTo(server) }
    assertIsMeant(asking)
    return here(asking)
  }

  const voiceTo = (server: Place): AtServer => ({
    id: server.id,
    name: server.name,
    async ask(asked) {
      try {
        return await forwardSignedIn(asked, server, parts)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        const body = problemBody(error.refusal)
        return Response.json(body, { status: body.status, headers: { 'content-type': 'application/problem+json' } })
      }
    },
  })

  /** A reply that this machine is writing into a chat is one that the server cannot know of. */
  async function withRun(request: Request, server: Place, id: string): Promise<Response> {
    const answered = await forwardSignedIn(request, server, parts)
    if (!answered.ok) return answered
    const { services } = await openLocal()
    const run = runsOf(services).activeRunOf({ workspace: services.workspace }, decodeURIComponent(id))
    if (run === null) return answered
    const detail = z.looseObject({}).parse(await answered.json())
    return Response.json({ ...detail, active_run: run }, { headers: { 'cache-control': 'no-store' } })
  }

  return { answer }
}
