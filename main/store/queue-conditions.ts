import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Wanted } from './queue-filter.ts'
import type { Engine } from './schema.ts'

export type Asked = { engine: Engine; workspace: string; now: string }
export type Condition = RawBuilder<SqlBool>

/** What must hold for a row of `action` to be wanted; `found` where it was found by its words. */
export function conditionsOf({ engine, workspace, now }: Asked, wanted: Wanted, found = false): Condition[] {
  const { filter, kinds, words } = wanted
  const { pending, needs, executed_since, rejected_since, review_open, until, since } = filter
  const given: (Condition | false | undefined)[] = [
    sql<SqlBool>`action.workspace = ${workspace}`,
    ...(['status', 'type', 'mode'] as const).flatMap((column) => isOneOf(column, kinds[column])),
    (pending || needs !== undefined) && sql<SqlBool>`action.expires_at > ${now}`,
    needs !== undefined && mayBeApprovedBy(needs),
    executed_since !== undefined && sql<SqlBool>`action.executed_at >= ${executed_since}`,
    rejected_since !== undefined && sql<SqlBool>`action.rejected_at >= ${rejected_since}`,
    review_open && sql<SqlBool>`action.review_open = 1`,
    until !== undefined && sql<SqlBool>`action.n <= ${until}`,
    since !== undefined && sql<SqlBool>`action.n > ${since}`,
    ...wordsIn(engine, found ? words.filter(isCut) : words),
  ]
  return given.filter((condition) => condition !== undefined && condition !== false)
}

export function isOneOf(column: string, values: readonly string[] | undefined): Condition[] {
  if (values === undefined) return []
  const ref = sql.ref(`action.${column}`)
  // Written out: an index of proposals alone serves only who says that they want proposals.
  const texts = values.map((value) => sql.lit(value))
  return [values.length === 1 ? sql`${ref} = ${texts[0]}` : sql`${ref} in (${sql.join(texts)})`]
}

/** Terms and approvals are canonical JSON, so that what they say can be looked for as text in the few rows that wait. */
const mayBeApprovedBy = (actor: string): Condition =>
  sql`(action.proposed_by <> ${actor} or action.terms like '%"self_approval":true%')
    and action.state not like ${`%"actor":{"digest":"%","id":"${actor}"}%`}`

const wordsIn = (engine: Engine, words: readonly string[]): Condition[] =>
  engine === 'sqlite' ? words.map(hasWord) : words.length > 0 ? [hasLexemes(words)] : []

const hasWord = (word: string): Condition => sql`instr(' ' || action.words, ${` ${word}`}) > 0`

/** Words are letters and digits alone, so that they need no escaping. */
export const lexemesOf = (words: readonly string[]): RawBuilder<unknown> =>
  sql`${words.map((word) => `'${word}':*`).join(' & ')}::tsquery`
const hasLexemes = (words: readonly string[]): Condition => sql`action.lexemes @@ ${lexemesOf(words)}`

/** As long as the longest beginning that has an index of its own (002-actions). */
const longestBeginning = 10
const beginningOf = (word: string): string => Array.from(word).slice(0, longestBeginning).join('')
export const isCut = (word: string): boolean => beginningOf(word) !== word

/** Of words that are cut it finds a few more, which `conditionsOf` sorts out again. */
export const matchesWords = (words: readonly string[]): Condition =>
  sql`action_words match ${words.map((word) => `"${beginningOf(word)}"*`).join(' ')}`
