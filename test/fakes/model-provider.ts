import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Asked = {
  model: string
  messages: { role: 'system' | 'user' | 'assistant'; content: string }[]
  stream?: boolean
}
/** What it says to a question, piece by piece; `cut` ends the connection in the middle of it. */
type Script = (asked: Asked) => AsyncIterable<string | typeof cut> | Iterable<string | typeof cut>
export const cut = Symbol('cut')
/** The models that it says it has. */
const listed = ['stand-in', 'stand-in-large']

export type ModelProvider = {
  base: string
  /** What it was asked, in order. */
  asked: Asked[]
  say(script: Script): void
  /** Refuses what comes from now on with this status. */
  refuse(status: number): void
  close(): Promise<void>
}

/** An OpenAI-compatible provider whose words the test holds in its hand. It names chats, too. */
export async function startModel(): Promise<ModelProvider> {
  const asked: Asked[] = []
  let script: Script = () => ['Fine.']
  let status = 200
  const server = createServer((request, response) => {
    void (async () => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ object: 'list', data: listed.map((id) => ({ id, object: 'model' })) }))
        return
      }
      const body = JSON.parse(await textOf(request)) as Asked
      asked.push(body)
      if (status !== 200) {
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error: { message: 'No.', type: 'refused', code: 'refused' } }))
        return
      }
      const isTitle = body.messages[0]?.content.includes('a title of')
      await answer(response, isTitle ? ['A title'] : script(body))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    base: `http://127.0.0.1:${port}/v1`,
    asked,
    say(next) {
      script = next
      status = 200
    },
    refuse(next) {
      status = next
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(response: ServerResponse, pieces: ReturnType<Script>): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  // Whoever cuts the line has said what it said before: it waits until it is on its way.
  const chunk = (delta: object, finish_reason: string | null, more: object = {}) => {
    const choices = [{ index: 0, delta, finish_reason }]
    const said = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more }
    return new Promise<unknown>((sent) => response.write(`data: ${JSON.stringify(said)}\n\n`, sent))
  }
  await chunk({ role: 'assistant' }, null)
  for await (const piece of pieces) {
    if (response.destroyed) return
    if (piece === cut) {
      response.destroy()
      return
    }
    await chunk({ content: piece }, null)
  }
  await chunk({}, 'stop', { usage: { prompt_tokens: 7, completion_tokens: 11, total_tokens: 18 } })
  response.end('data: [DONE]\n\n')
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return text
}

/** Something that waits until it is let go. */
export function gate(): { wait: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { wait: promise, open: () => resolve() }
}
