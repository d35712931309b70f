import type pg from 'pg'
import { keepPlan, planName } from './prepared.ts'
import { whoseRows } from './within.ts'

/** Has a connection keep the plans of the statements that are named (`prepared.ts`). */
export function keepPlans(client: pg.PoolClient): void {
  const { query } = client
  let age = 0
  const named = async (name: string, text: string, values: unknown[]): Promise<unknown> => {
    try {
      return await Reflect.apply(query, client, [{ name: `${name}_${age}`, text, values }])
    } catch (error) {
      // A newer program has changed a table under its plan: from now on there are new ones, under new names.
      if (error instanceof Error && 'code' in error && error.code === '0A000') age += 1
      throw error
    }
  }
  const ask = (...given: unknown[]): unknown => {
    const [text, values] = given
    const isKept = typeof text === 'string' && Array.isArray(values) && given.length === 2
    const name = isKept ? planName(text) : undefined
    return isKept && name !== undefined ? named(name, text, values) : Reflect.apply(query, client, given)
  }
  Object.assign(client, { query: ask })
}

const tell = keepPlan(`select set_config('countersign.workspace', $1, false)`)
/** They see no rows; and where a transaction has failed already, nothing else may be said before them. */
const endsOrMarks = /^(commit|rollback|savepoint|release)\b/

/**
 * Before anything is asked, the connection is told whose rows are meant, where it was told otherwise before. One thing
 * after the other, so that nothing asked for somebody else can come in between.
 */
export function keepToRows(client: pg.PoolClient): void {
  const { query } = client
  let told: string | undefined
  let last: Promise<unknown> = Promise.resolve()
  const askFor = async (whose: string, given: unknown[]): Promise<unknown> => {
    const [text] = given
    const isControl = typeof text === 'string' && endsOrMarks.test(text)
    try {
      if (told !== whose && !isControl) {
        told = undefined
        await Reflect.apply(query, client, [tell, [whose]])
        told = whose
      }
      const answer = await Reflect.apply(query, client, given)
      // What was told inside a transaction is undone with it.
      if (isControl && text.startsWith('rollback')) told = undefined
      return answer
    } catch (error) {
      told = undefined
      throw error
    }
  }
  const ask = (...given: unknown[]): Promise<unknown> => {
    const whose = whoseRows()
    const answer = last.then(() => askFor(whose, given))
    last = answer.catch(() => {})
    return answer
  }
  Object.assign(client, { query: ask })
}
