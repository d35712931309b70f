import { z } from 'zod'
import type { ProviderId } from '../../shared/domain/assistant.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import type { Services } from '../services.ts'
import type { Caller } from '../use-cases/caller.ts'
import type { Reach } from './models.ts'
import { readProviderKey } from './provider-keys.ts'
import { providerRefusal, statusRefusal, wordsOf } from './provider-refusal.ts'
import { reachOf } from './reach.ts'

const patienceMs = 15_000
const largestList = 2 * 1024 * 1024

const Listed = z.object({
  data: z.array(z.object({ id: z.string().min(1).max(200), display_name: z.string().max(200).nullish() })).max(5_000),
})

export type ModelChoice = { id: string; label: string }

/** The models that a provider lists for this person's key, as it names them. */
export async function listModelsOf(
  services: Services,
  caller: Caller,
  provider: ProviderId,
  gone: AbortSignal,
): Promise<Result<ModelChoice[]>> {
  const reach = await reachOf(services, caller, provider, await readProviderKey(services, caller, provider))
  if (!reach.ok) return reach
  const { name, key } = reach.value
  const signal = AbortSignal.any([gone, services.stopping, AbortSignal.timeout(patienceMs)])
  try {
    const answer = await askModels(reach.value, signal)
    const text = await textOf(answer)
    if (!answer.ok) {
      const said = { said: wordsOf(text), retryAfter: answer.headers.get('retry-after') ?? undefined }
      return { ok: false, refusal: statusRefusal(answer.status, { name, key, model: null }, said) }
    }
    const { data } = Listed.parse(JSON.parse(text))
    return ok(data.map(({ id, display_name }) => ({ id: plain(id), label: plain(display_name ?? id) })).sort(byLabel))
  } catch (error) {
    if (gone.aborted) throw error
    const isOdd = error instanceof z.ZodError || error instanceof SyntaxError
    const refusal = isOdd
      ? ({ code: 'provider_refused', detail: `${name} answered something else than a list of models.` } as const)
      : providerRefusal(error, { name, key, model: null })
    return { ok: false, refusal }
  }
}

const askModels = ({ provider, base, key, fetch }: Reach, signal: AbortSignal): Promise<Response> =>
  provider === 'anthropic'
    ? fetch(`${base}/models?limit=1000`, {
        headers: { 'x-api-key': key ?? '', 'anthropic-version': '2023-06-01', accept: 'application/json' },
        signal,
      })
    : fetch(`${base}/models`, {
        headers: { accept: 'application/json', ...(key === null ? {} : { authorization: `Bearer ${key}` }) },
        signal,
      })

async function textOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > largestList) throw new SyntaxError('too long')
  }
  return text + decoder.decode()
}

const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').toWellFormed()
const byLabel = (a: ModelChoice, b: ModelChoice): number => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0)
