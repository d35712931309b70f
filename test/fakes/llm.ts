import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { LLMock } from '@copilotkit/aimock'

export type AskedOfProvider = { method: string; path: string; headers: IncomingMessage['headers']; body: string }

/** OpenAI, Anthropic and whatever is compatible, on loopback, for as long as `use` takes. */
export async function withLlm(use: (mock: LLMock) => Promise<void>): Promise<void> {
  const mock = new LLMock({ port: 0, logLevel: 'silent', chunkSize: 8 })
  await mock.start()
  try {
    await use(mock)
  } finally {
    await mock.stop()
  }
}

type Answer = (response: ServerResponse, asked: AskedOfProvider) => void | Promise<void>

/** A provider that does what a good one never does; it says what it was asked. */
export async function withOddProvider(
  answer: Answer,
  use: (url: string, asked: AskedOfProvider[]) => Promise<void>,
): Promise<void> {
  const asked: AskedOfProvider[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { method = '', url: path = '', headers } = request
    const seen = { method, path, headers, body }
    asked.push(seen)
    await answer(response, seen)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    await use(`http://127.0.0.1:${port}`, asked)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

export const event = (data: unknown): string => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

/** A piece of a reply as Chat Completions streams it. */
export const piece = (content: string, finish: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'odd-1',
  choices: [{ index: 0, delta: finish === null ? { content } : {}, finish_reason: finish }],
})

export const usageEnd = (prompt_tokens: number, completion_tokens: number) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'odd-1',
  choices: [],
  usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
})
