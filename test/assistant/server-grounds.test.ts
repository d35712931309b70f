import { describe, expect, test } from 'vitest'
import { serverGrounds } from '../../main/assistant/server-grounds.ts'

const stored = {
  ...{ id: '0190b6f4-6e7f-7000-8000-000000000001', role: 'assistant', content: 'well', status: 'complete' },
  ...{ tiles: [], created_at: '2026-11-22T00:00:00.000Z' },
}
const problem = (status: number, code: string, more: object = {}) =>
  Response.json({ type: 'about:blank', title: code, status, code, detail: 'Not now.', ...more }, { status })

/** A server that answers so, one after the other. */
function serverThat(answers: (() => Response)[]) {
  const asked: { content: string }[] = []
  const ask = async (request: Request): Promise<Response> => {
    asked.push((await request.json()) as { content: string })
    return (answers.shift() ?? (() => Response.json(stored, { status: 201 })))()
  }
  return { asked, server: { id: 's', name: 'Team', ask } }
}

const said = { content: 'well', tiles: [], status: 'complete', last: true } as const
async function keep(server: ReturnType<typeof serverThat>['server'], patience: object, reply: object = {}) {
  const begun = await serverGrounds(server, patience).beginReply('a-chat')
  if (!begun.ok) throw new Error(begun.refusal.detail)
  await begun.value.keep({ ...said, ...reply })
  return begun.value.message_id
}

describe('a reply that a team’s server is to keep', () => {
  test('is sent again where it could not be kept just then', async () => {
    const { asked, server } = serverThat([
      () => problem(502, 'server_unreachable'),
      () => new Response('<html>', { status: 503 }),
      () => problem(503, 'store_unavailable'),
    ])
    expect(await keep(server, { againMs: 1 })).toBe(stored.id)
    expect(asked).toHaveLength(4)
  })

  test('waits as long as it is told to, and no longer than anybody waits', async () => {
    const late = serverThat([() => problem(429, 'rate_limited', { retry_after: 61 })])
    await expect(keep(late.server, { againMs: 1 })).rejects.toThrow(/rate_limited/)
    expect(late.asked).toHaveLength(1)
    const soon = serverThat([() => problem(429, 'rate_limited', { retry_after: 0.01 })])
    expect(await keep(soon.server, { againMs: 1 })).toBe(stored.id)
    const never = serverThat(Array.from({ length: 100 }, () => () => problem(502, 'server_unreachable')))
    await expect(keep(never.server, { againMs: 1, wholeMs: 20 })).rejects.toThrow(/server_unreachable/)
    expect(never.asked.length).toBeLessThan(10)
  })

  test('is not sent again where it was refused, nor when the program stops', async () => {
    const gone = serverThat([() => problem(404, 'not_found')])
    await expect(keep(gone.server, { againMs: 1 })).rejects.toThrow(/not_found/)
    expect(gone.asked).toHaveLength(1)
    const stopped = serverThat([() => problem(502, 'server_unreachable')])
    const patience = { againMs: 10, stopping: AbortSignal.abort() }
    await expect(keep(stopped.server, patience)).rejects.toThrow(/server_unreachable/)
  })

  test('is cleaned as this process’s own are', async () => {
    const { asked, server } = serverThat([])
    await keep(server, {}, { content: 'half \ud83d and \u0000 nothing' })
    expect(asked[0]?.content).toBe('half \ufffd and  nothing')
  })
})
