import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findPostgres } from '../support/postgres.ts'

export type Statement = { text: string; values: readonly unknown[] }

/** What is said to PostgreSQL while `work` runs, by whatever connection. */
export async function recordStatements(work: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = []
  const { query } = pg.Client.prototype
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [text, values] = given
    if (typeof text === 'string') statements.push({ text, values: Array.isArray(values) ? values : [] })
    return Reflect.apply(query, this, given)
  } as typeof query
  try {
    await work()
    return statements
  } finally {
    pg.Client.prototype.query = query
  }
}

/**
 * The same statements for pgbench, with what changes from one approval to the next in its own words: which action, and
 * where the ledger's head is found. `size` is what it was when they were recorded.
 */
export function pgbenchScript(statements: readonly Statement[], { id, size }: { id: string; size: number }): string {
  const number = id.slice(-12)
  const lines = statements.map(({ text, values }) => {
    const said = text
      .replace(/\$(\d+)/g, (_, place: string) => literal(values[Number(place) - 1], size))
      .replaceAll('\n', ' ')
    return said.includes('from ledger_head') ? `${said} \\gset head_` : `${said};`
  })
  const which = ['\\set done :done + 1', '\\set action 100000000000 + :client_id * 1000000 + :done']
  return [...which, ...lines.map((line) => line.replaceAll(number, ':action'))].join('\n')
}

function literal(value: unknown, size: number): string {
  if (value === size) return ':head_size'
  if (value === size + 1) return '(:head_size + 1)'
  if (value === null || typeof value === 'number') return String(value)
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'::bytea`
  return pg.escapeLiteral(String(value))
}

type PgbenchJob = { url: string; file: string; clients: number; seconds: number; inATurn: number; done: number }

/** Transactions per second. Each client begins after the first `done` of its actions. */
export async function runPgbench({ url, file, clients, seconds, inATurn, done }: PgbenchJob): Promise<number> {
  const program = join(findPostgres() ?? '', 'pgbench')
  const flags = ['-n', '-f', file, '-c', `${clients}`, '-j', '2', '-T', `${seconds}`, '-D', `done=${done}`, url]
  const { stdout } = await promisify(execFile)(program, flags)
  const rate = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1])
  const failed = Number(/number of failed transactions: (\d+)/.exec(stdout)?.[1] ?? 0)
  if (!(rate > 0) || failed > 0) throw new Error(`pgbench: ${stdout}`)
  if (rate * seconds > clients * inATurn * 0.8) throw new Error('pgbench may have come to the end of its proposals')
  return rate
}
