import type { ProviderId } from '../../shared/domain/assistant.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../use-cases/caller.ts'
import { readProviderKey } from './provider-keys.ts'
import { noModel, reachOf } from './reach.ts'

const patienceMs = 30_000
/** The least that OpenAI takes. */
const fewTokens = 16

type Tested = { ok: boolean; model: string | null; ms: number; detail: string | null; status: number | null }

/** Asks the model for one word: nothing else shows that address, key and model go together. */
export async function testProvider(
  services: Services,
  caller: Caller,
  provider: ProviderId,
  gone: AbortSignal,
): Promise<Result<Tested>> {
  const reach = await reachOf(services, caller, provider, await readProviderKey(services, caller, provider))
  if (!reach.ok) return reach
  const { model } = reach.value
  if (model === null) return refuse('provider_key_missing', noModel)
  const { modelSpeaker } = await import('./models.ts')
  const began = performance.now()
  const patience = AbortSignal.timeout(patienceMs)
  const signal = AbortSignal.any([gone, services.stopping, patience])
  const speaker = modelSpeaker(reach.value, model, fewTokens)
  const tested = (well: boolean, detail: string | null, status: number | null) =>
    ok({ ok: well, model, ms: Math.round(performance.now() - began), detail, status })
  const prompt = { system: 'Answer with one word.', messages: [{ role: 'user', content: 'Say: ready' } as const] }
  for await (const part of speaker.stream(prompt, signal)) {
    if (part.kind === 'end') return tested(true, null, 200)
    if (part.kind === 'failed') return tested(false, part.refusal.detail, statusIn(part.refusal.fields))
  }
  return tested(false, patience.aborted ? `No answer within ${patienceMs / 1_000} s.` : 'It was broken off.', null)
}

function statusIn(fields: Record<string, unknown> | undefined): number | null {
  const status = fields?.provider_status
  return typeof status === 'number' ? status : null
}
