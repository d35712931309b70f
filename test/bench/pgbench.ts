import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findPostgres } from '../support/postgres.ts'

type Statement = { text: string; values: readonly unknown[] }

/** Hears what is said to PostgreSQL by connections that are made from now on. */
export function hearStatements() {
  let heard: Statement[] | undefined
  const { query } = pg.Client.prototype
  const hearing = function (this: pg.Client, ...given: unknown[]) {
    const [asked, values = []] = given
    if (typeof asked === 'string') heard?.push({ text: asked, values: values as unknown[] })
    else if (asked && typeof asked === 'object' && 'text' in asked) heard?.push(asked as Statement)
    return Reflect.apply(query, this, given)
  }
  Object.assign(pg.Client.prototype, { query: hearing })
  return {
    async during(work: () => Promise<unknown>): Promise<Statement[]> {
      const statements: Statement[] = []
      heard = statements
      await work()
      heard = undefined
      return statements
    },
    stop: () => void Object.assign(pg.Client.prototype, { query }),
  }
}

/**
 * The same statements for pgbench, with what changes from one approval to the next in its own words: which action, and
 * where the ledger's head is found. `size` is what it was when they were heard.
 */
export function pgbenchScript(statements: readonly Statement[], { id, size }: { id: string; size: number }): string {
  const number = id.slice(-12)
  const literal = (value: unknown): string => {
    if (value === size) return ':head_size'
    if (value === size + 1) return '(:head_size + 1)'
    if (value === null || typeof value === 'number') return String(value)
    if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`
    // To pgbench a colon before a word is a variable, in quotes too.
    const words = pg.escapeLiteral(String(value)).replace(/:(?=\w)/g, `:' || '`)
    return words.replaceAll(number, `' || :action::text || '`)
  }
  const lines = statements.map(({ text, values }) => {
    const said = text
      .replace(/\$(\d+)/g, (_, place: string) => literal(values[Number(place) - 1]))
      .replaceAll('\n', ' ')
    return said.includes('from ledger_head') ? `${said} \\gset head_` : `${said};`
  })
  return ['\\set done :done + 1', '\\set action 100000000000 + :client_id * 1000000 + :done', ...lines].join('\n')
}

type PgbenchJob = { url: string; file: string; clients: number; seconds: number; inATurn: number; done: number }

/** Transactions per second, of prepared statements. Each client begins after the first `done` of its actions. */
export async function runPgbench({ url, file, clients, seconds, inATurn, done }: PgbenchJob): Promise<number> {
  const program = join(findPostgres() ?? '', 'pgbench')
  const how = ['-n', '-M', 'prepared', '-c', `${clients}`, '-j', '2', '-T', `${seconds}`]
  const { stdout } = await promisify(execFile)(program, [...how, '-f', file, '-D', `done=${done}`, url])
  const rate = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1])
  const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0)
  if (!(rate > 0) || failed > 0) throw new Error(`pgbench: ${stdout}`)
  if (rate * seconds > clients * inATurn * 0.8) throw new Error('pgbench may have come to the end of its proposals')
  return rate
}
