import { agentFinder } from '../../../shared/domain/agent-named.ts'
import { costNano, type Price, priceOf } from '../../../shared/domain/fleet-settings.ts'
import { messageWords } from '../../../shared/domain/message-words.ts'
import { isOneLine } from '../../../shared/domain/one-line.ts'
import type { Services } from '../../services.ts'
import { readFleetSettings } from '../../store/fleet-settings.ts'
import { sumUsageByWho, type UsedBy } from '../../store/usage.ts'
import { usdOf } from '../fleet/views.ts'

export type Switch = {
  from: string | null
  to: string | null
  cost_usd: number | null
  projected_usd: number | null
  delta_usd: number | null
}

const dayMs = 86_400_000

/** Which model an agent could use instead, and what its calls of the last day would have cost with it. */
export async function otherModel(
  { store, clock }: Pick<Services, 'store' | 'clock'>,
  workspace: string,
  { message, agent, model }: { message: string; agent: string; model: string | null },
): Promise<Switch> {
  const { prices } = await readFleetSettings(store.read, workspace)
  const until = clock()
  const used = await sumUsageByWho(store.read, workspace, { from_ms: until - dayMs, to_ms: until + 1 })
  const own = used.filter((row) => row.agent === agent && row.model !== '')
  const from = model ?? mostUsed(own)
  const known = [...new Set([...prices.map(stem), ...used.map((row) => row.model)])].filter(isName)
  const others = known.filter((name) => name !== from)
  const to = namedIn(message, others, prices, from) ?? cheapest(others, prices, from)
  return { from, to, ...difference(own, prices, from, to) }
}

const stem = ({ model }: Price): string => model.replace(/\*$/, '')
const isName = (name: string): boolean => name !== '' && name.length <= 200 && isOneLine(name)

const mostUsed = (rows: readonly UsedBy[]): string | null =>
  rows.toSorted((a, b) => b.calls - a.calls)[0]?.model ?? null

/** As it was written, where its price is known or it was used; else in words, such as "claude haiku 4". */
function namedIn(message: string, known: readonly string[], prices: readonly Price[], from: string | null) {
  const written = message.match(/[\p{L}\p{N}][\p{L}\p{N}._:/-]*[\p{L}\p{N}]/gu) ?? []
  const names = written.map((word) => word.toLowerCase()).filter((word) => word !== from?.toLowerCase() && isName(word))
  // "From this one to that one".
  const inWords = agentFinder(known)(message).agents.at(-1) ?? null
  const exact = names.map((word) => known.find((name) => name.toLowerCase() === word)).find((name) => name)
  return exact ?? names.find((word) => /\d/.test(word) && priceOf(prices, word)) ?? inWords
}

/** Who makes a model is the first word of its name. */
const maker = (name: string): string => {
  const first = messageWords(name)[0] ?? ''
  return /^(gpt\d*|o\d+|chatgpt)$/.test(first) ? 'gpt' : first
}

function cheapest(known: readonly string[], prices: readonly Price[], from: string | null): string | null {
  if (from === null) return null
  const cost = (name: string) => {
    const price = priceOf(prices, name)
    return price && price.input_usd_per_mtok + price.output_usd_per_mtok
  }
  const now = cost(from) ?? Number.POSITIVE_INFINITY
  const offers = known.flatMap((name) => {
    const each = cost(name)
    return maker(name) === maker(from) && each !== undefined && each < now ? [{ name, each }] : []
  })
  return offers.toSorted((a, b) => a.each - b.each)[0]?.name ?? null
}

function difference(
  rows: readonly UsedBy[],
  prices: readonly Price[],
  from: string | null,
  to: string | null,
): Pick<Switch, 'cost_usd' | 'projected_usd' | 'delta_usd'> {
  const replaced = rows.filter(({ model }) => model === from)
  const sum = (of: (row: UsedBy) => number) => replaced.reduce((total, row) => total + of(row), 0)
  const cost = sum(({ unpriced }) => unpriced) > 0 ? null : sum(({ cost_nano }) => cost_nano)
  const price = to === null ? undefined : priceOf(prices, to)
  const projected =
    price === undefined
      ? null
      : costNano(
          price,
          sum(({ input_tokens }) => input_tokens),
          sum(({ output_tokens }) => output_tokens),
        )
  return {
    cost_usd: cost === null ? null : usdOf(cost),
    projected_usd: projected === null ? null : usdOf(projected),
    delta_usd: cost === null || projected === null ? null : usdOf(projected - cost),
  }
}
