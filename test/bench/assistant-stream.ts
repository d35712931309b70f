import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { grow, openFixture, workspace } from './ledger-fixture.ts'
import { interleave, type Measurement, ms, percentile, perSecond } from './measure.ts'
import { createApiKey, serveProduct, startServer } from './served.ts'

const child = fileURLToPath(new URL('model-child.ts', import.meta.url))
const tokens = 300

type Heard = { firstMs: number; perSecond: number }

/**
 * A reply of the assistant (question kept, tiles made, the model called, the reply kept) against the same words from the
 * provider's stand-in without anybody between; both from this process, and each server in one of its own.
 */
export const measureAssistantStream: Measurement = async ({ folder, quick }) => {
  const fixture = await openFixture(folder, 'assistant-stream')
  await grow(fixture, 100)
  await fixture.close()
  const key = createApiKey(fixture.dataDir, workspace, 'operator')
  const config = join(folder, 'assistant-stream.json')
  // The stand-in listens on this machine.
  writeFileSync(config, JSON.stringify({ webhooks: { private_networks: true } }))
  const provider = await startServer(child, String(tokens))
  const server = await serveProduct('--data', fixture.dataDir, '--config', config)
  const ask = async (path: string, value: unknown, method = 'POST') => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const answer = await fetch(`${server.url}/api/v1/${path}`, { method, headers, body: JSON.stringify(value) })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
  try {
    const given = { key: 'sk-of-the-stand-in', base_url: `${provider.url}/v1`, model: 'stand-in' }
    await ask('assistant/providers/openai', given, 'PUT')
    const { id: session_id } = (await (await ask('chat/sessions', {})).json()) as { id: string }
    const ours = (message: string) => () => listen(() => ask('assistant/chat', { message, session_id }), ofUs)
    const limit = (message: string) => () => listen(() => direct(provider.url, message), ofProvider)

    const kept: Record<'ours' | 'limit' | 'oursFast' | 'limitFast', Heard[]> = {
      ours: [],
      limit: [],
      oursFast: [],
      limitFast: [],
    }
    const sample = (name: keyof typeof kept, measure: () => Promise<Heard>) => async () => {
      const heard = await measure()
      kept[name].push(heard)
      return heard.firstMs
    }
    const [paced, fast] = ['how are my agents?', 'how are my agents, at full speed?']
    const [rounds, warmUp] = [quick ? 5 : 20, 2]
    const first = await interleave(
      { ours: sample('ours', ours(paced)), limit: sample('limit', limit(paced)) },
      { rounds, warmUp },
    )
    const firstFast = await interleave(
      { ours: sample('oursFast', ours(fast)), limit: sample('limitFast', limit(fast)) },
      { rounds, warmUp },
    )
    const rate = (name: keyof typeof kept) =>
      percentile(
        kept[name].slice(warmUp).map((heard) => heard.perSecond),
        0.5,
      )
    const half = { ours: percentile(first.ours, 0.5), limit: percentile(first.limit, 0.5) }
    const halfFast = { ours: percentile(firstFast.ours, 0.5), limit: percentile(firstFast.limit, 0.5) }
    const rates = { ours: rate('ours'), limit: rate('limit'), oursFast: rate('oursFast'), limitFast: rate('limitFast') }
    return [
      {
        name: 'the first word of a reply, against the provider directly (p50)',
        ...{ ours: ms(half.ours), limit: ms(half.limit), ratio: half.ours / half.limit, aim: { atMost: 1.2 } },
        notes: [
          'of a provider that says its first word after 200 ms; with the question kept and its tile made before',
          `of one that does not think at all: ${ms(halfFast.ours)} and ${ms(halfFast.limit)}`,
        ],
        numbers: { ...half, oursFast: halfFast.ours, limitFast: halfFast.limit },
      },
      {
        name: 'tokens of a reply a second, against the provider directly (p50)',
        ours: perSecond(rates.ours, 'tokens'),
        limit: perSecond(rates.limit, 'tokens'),
        ratio: rates.ours / rates.limit,
        aim: { atLeast: 0.9 },
        notes: [
          'of a provider that says 250 a second',
          `of one as fast as it can be: ${perSecond(rates.oursFast, 'tokens')} and ${perSecond(rates.limitFast, 'tokens')}`,
        ],
        numbers: rates,
      },
    ]
  } finally {
    await server.stop()
    await provider.stop()
  }
}

const direct = (url: string, content: string): Promise<Response> =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-of-the-stand-in' },
    body: JSON.stringify({ model: 'stand-in', stream: true, messages: [{ role: 'user', content }] }),
  })

/** How many letters of the reply an event carries. */
type Letters = (event: string) => number
const ofUs: Letters = (event) => {
  if (!event.includes('event: text')) return 0
  return (JSON.parse(dataOf(event)) as { delta: string }).delta.length
}
const ofProvider: Letters = (event) => {
  const data = dataOf(event)
  if (!data.startsWith('{')) return 0
  const { choices } = JSON.parse(data) as { choices: { delta: { content?: string } }[] }
  return choices[0]?.delta.content?.length ?? 0
}
const dataOf = (event: string): string => /^data: (.*)$/m.exec(event)?.[1] ?? ''

async function listen(ask: () => Promise<Response>, lettersOf: Letters): Promise<Heard> {
  const started = performance.now()
  const { body } = await ask()
  const decoder = new TextDecoder()
  let [pending, letters, firstAt, lastAt] = ['', 0, 0, 0]
  for await (const chunk of body ?? []) {
    pending += decoder.decode(chunk, { stream: true })
    for (let at = pending.indexOf('\n\n'); at >= 0; at = pending.indexOf('\n\n')) {
      const count = lettersOf(pending.slice(0, at))
      pending = pending.slice(at + 2)
      if (count === 0) continue
      letters += count
      lastAt = performance.now()
      if (firstAt === 0) firstAt = lastAt
    }
  }
  // Five letters each, as the stand-in sends them.
  const spoken = letters / 5
  if (spoken < tokens) throw new Error(`of ${tokens} tokens ${spoken} came`)
  return { firstMs: firstAt - started, perSecond: (spoken / Math.max(1, lastAt - firstAt)) * 1_000 }
}
