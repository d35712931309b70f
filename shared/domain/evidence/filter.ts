import { z } from 'zod'
import { ok, type Result, refuse } from '../result.ts'
import type { EvidenceFilter } from './kind.ts'

/** What a field of a filter may say: the addresses of the console's screens speak in texts alone. */
export const oneText = z.string().min(1).max(400)
export const severalOf = <T extends z.ZodType<string, string>>(item: T) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1).max(500)]).transform((all) => [...new Set(all)].sort())
export const yesOrNo = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])

/** Only what began beyond this entry: of what was pruned nothing can be shown any more. */
export const afterEntry = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,14})$/, 'expected a whole number')
    .transform(Number),
])

/** Without what was left blank, so that `{}` and `{owner: ''}` are one question. */
export function readFilterBy<T extends Record<string, unknown>>(
  schema: z.ZodType<T, unknown>,
  filter: EvidenceFilter,
): Result<T> {
  const given = Object.entries(filter).filter(
    ([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0),
  )
  const { data, error } = schema.safeParse(Object.fromEntries(given))
  if (data !== undefined) return ok(data)
  const [issue] = error?.issues ?? []
  const where = issue?.path.join('.') || (issue && 'keys' in issue ? String(issue.keys) : '')
  const detail = `Evidence cannot be filtered like that: ${where && `${where}: `}${issue?.message ?? 'unreadable'}.`
  return refuse('invalid_input', detail)
}

/** The one form in which it is written down. */
export function asFilter(
  read: Result<Readonly<Record<string, EvidenceFilter[string] | undefined>>>,
): Result<EvidenceFilter> {
  if (!read.ok) return read
  const given = Object.entries(read.value).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return ok(Object.fromEntries(given))
}

/** What a screen shows on one day is a filter that this program has read: another one is a bug, or a forgery. */
export function mustRead<T>(read: Result<T>): T {
  if (!read.ok) throw new TypeError(read.refusal.detail)
  return read.value
}

export function countOf(all: Iterable<unknown>): number {
  let count = 0
  for (const _ of all) count += 1
  return count
}
