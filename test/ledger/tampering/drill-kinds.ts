import { randomUUID } from 'node:crypto'
import type { Expected, Kind } from './kinds.ts'
import { workspace } from './ledgers.ts'
import type { Random } from './random.ts'
import * as tools from './tools.ts'

type Row = Record<string, string | number | null>

/** Each table of drills: what names a row, which column names its entry, and what the ledger says nothing of. */
const tables = [
  { table: 'drill_schedule', id: 'schedule_id', seq: 'last_seq', free: [] },
  { table: 'drill_plan', id: 'plan_id', seq: 'seq', free: ['n'] },
  { table: 'drill_route', id: 'route_id', seq: 'last_seq', free: ['n'] },
  { table: 'drill_acknowledgement', id: 'acknowledgement_id', seq: 'seq', free: ['n'] },
  { table: 'drill_report', id: 'report_id', seq: 'seq', free: ['n'] },
  { table: 'drill_run', id: 'run_id', seq: 'last_seq', free: ['n'] },
  {
    table: 'drill_delivery',
    id: 'delivery_id',
    seq: 'seq',
    // How it is sent, and by whom just now; what came of it is another matter.
    free: ['n', 'delivery_id', 'retries', 'timeout_ms'],
    freeWhilePending: ['lease', 'due_at', 'connector'],
  },
  { table: 'drill_policy', id: 'workspace', seq: 'last_seq', free: [] },
  { table: 'connector', id: 'name', seq: 'last_seq', free: [] },
] as const
type Table = (typeof tables)[number]
const numbered = tables.filter(({ free }) => free.some((column) => column === 'n'))

const rowsOf = (db: tools.Db, table: string): Row[] =>
  db.prepare<[string], Row>(`select * from ${table} where workspace = ?`).all(workspace)
const set = (db: tools.Db, { table, id }: Table, row: Row, column: string, value: unknown) => {
  db.pragma('ignore_check_constraints = on')
  db.prepare(`update ${table} set ${column} = ? where workspace = ? and ${id} = ?`).run(value, workspace, row[id])
}

/** Named by its entry; what was over when it was pruned is proven all together, and the prune says up to where. */
function at(db: tools.Db, { seq }: Table, row: Row): Expected {
  const last = row[seq]
  // Of what is still to be sent only its plan speaks.
  if (typeof last !== 'number') return {}
  const carried = tools
    .fullRows(db)
    .map(({ body }) => tools.fieldsOf(body))
    .filter(({ action }) => action === 'ledger.entries.pruned')
    .flatMap(({ data }) => (data as { state: { drills: { segments: { to: number }[] } } }).state.drills.segments)
  return { oneOf: [last, ...carried.map(({ to }) => to).filter((to) => to >= last)] }
}

const other = (value: string | number | null, random: Random): unknown => {
  if (value === null) return random.pick<unknown>(['x', 1, Buffer.from('x')])
  if (typeof value === 'number') return random.pick<unknown>([value + 1, value - 1, 'x', null, value + 0.5])
  return random.pick<unknown>([`${value}x`, value.slice(1), Buffer.from(value), '', 1])
}

const editable = (each: Table, row: Row): string[] => {
  const pending = 'freeWhilePending' in each && row.outcome === 'pending' ? each.freeWhilePending : []
  const free: readonly string[] = [...each.free, ...pending, 'workspace', each.id]
  return Object.keys(row).filter((column) => !free.includes(column))
}

function copyInto(db: tools.Db, { table, id }: Table, row: Row, place: string, changed: Row = {}): void {
  const named: Row = id === 'workspace' ? {} : { [id]: `copy of ${row[id]}` }
  const copy: Row = { ...row, workspace: place, ...named, ...changed }
  const { n: _, ...rest } = copy
  const columns = Object.keys(rest)
  db.pragma('ignore_check_constraints = on')
  db.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`).run(
    ...Object.values(rest),
  )
}

const attempts = (db: tools.Db) => rowsOf(db, 'drill_delivery_attempt')
const openElsewhere = (db: tools.Db) => db.exec("insert into workspace values ('other', '2026-01-01T00:00:00.000Z')")

const edits = tables.map(
  (each): Kind => ({
    name: `edit a row of ${each.table}`,
    times: 20,
    apply(db, random) {
      const row = random.pick(rowsOf(db, each.table))
      const column = random.pick(editable(each, row))
      const was = row[column] ?? null
      // Whatever is not 1 says no.
      const value = column === 'require_verified' ? 1 - Number(was) : other(was, random)
      try {
        set(db, each, row, column, value)
      } catch {
        // What may not be null is not: that is no guard, but the form of the table.
        return undefined
      }
      return column === each.seq ? {} : at(db, each, row)
    },
  }),
)

export const drillKinds: readonly Kind[] = [
  ...edits,
  {
    name: 'edit a drill’s document in its own form',
    times: 30,
    apply(db, random) {
      const each = random.pick(tables.filter(({ table }) => /schedule|run|report/.test(table)))
      const row = random.pick(rowsOf(db, each.table))
      const document = String(row.document)
      const changes: [RegExp, string][] = [
        [/staging/, 'sandbox'],
        [/"recovery_limit_seconds":300/, '"recovery_limit_seconds":900'],
        [/payments/, 'nobody'],
        [/"digest":"[0-9a-f]{2}/, '"digest":"00'],
        [/Watch/, 'Look'],
        [/\.000Z/, '.001Z'],
      ]
      const [found, instead] = random.pick(changes)
      const changed = document.replace(found, instead)
      if (changed === document) return undefined
      set(db, each, row, 'document', changed)
      return at(db, each, row)
    },
  },
  {
    name: 'add a member to a drill’s document that its reader does not know',
    times: 20,
    apply(db, random) {
      const each = random.pick(tables.filter(({ table }) => /schedule|plan|run|report/.test(table)))
      const row = random.pick(rowsOf(db, each.table))
      // Written as canonically as all of it: only that it is there is wrong.
      set(db, each, row, 'document', String(row.document).replace(/}$/, ',"zz_note":"approved"}'))
      return at(db, each, row)
    },
  },
  {
    name: 'answer for somebody, or take an answer back, in all columns of a route',
    times: 40,
    apply(db, random) {
      const routes = tables.find(({ table }) => table === 'drill_route') as Table
      const row = random.pick(rowsOf(db, 'drill_route').filter(({ state }) => state !== null))
      const given = random.pick(rowsOf(db, 'drill_acknowledgement'))
      const change: Row =
        row.state === 'outstanding'
          ? { state: 'resolved', answered_at: String(given.at), acknowledgement_id: String(given.acknowledgement_id) }
          : { state: 'outstanding', answered_at: null, acknowledgement_id: null }
      for (const [column, value] of Object.entries(change)) set(db, routes, row, column, value)
      return at(db, routes, row)
    },
  },
  {
    name: 'delete a row of a table of drills',
    times: 45,
    apply(db, random) {
      const each = random.pick(tables)
      const row = random.pick(rowsOf(db, each.table))
      db.prepare(`delete from ${each.table} where workspace = ? and ${each.id} = ?`).run(
        workspace,
        row[each.id] ?? null,
      )
      return each.table === 'drill_plan' ? {} : at(db, each, row)
    },
  },
  {
    name: 'insert a row into a table of drills',
    times: 30,
    apply(db, random) {
      const each = random.pick(tables.filter(({ id }) => id !== 'workspace'))
      const row = random.pick(rowsOf(db, each.table))
      copyInto(db, each, row, workspace, each.table === 'drill_delivery' ? { provider: 'email' } : {})
      return {}
    },
  },
  {
    name: 'give a row of a table of drills another name, or another workspace',
    times: 30,
    apply(db, random) {
      const each = random.pick(tables.filter(({ id }) => id !== 'workspace'))
      const row = random.pick(rowsOf(db, each.table))
      if (random.below(2) === 0) {
        openElsewhere(db)
        set(db, each, row, 'workspace', 'other')
      } else if (each.table === 'drill_delivery' && row.tries === 0) return undefined
      else set(db, each, row, each.id, randomUUID())
      return {}
    },
  },
  {
    name: 'put a row of a table of drills where another stands',
    times: 30,
    apply(db, random) {
      const each = random.pick(numbered)
      const rows = rowsOf(db, each.table)
      const [one, two] = [random.pick(rows), random.pick(rows)]
      // What a plan sends has no order among itself, and of runs that are over and pruned only all together is known.
      const same = each.table === 'drill_delivery' ? one.plan_id === two.plan_id : one[each.id] === two[each.id]
      if (same || each.table === 'drill_run') return undefined
      set(db, each, one, 'n', -1)
      set(db, each, two, 'n', one.n)
      set(db, each, one, 'n', two.n)
      return {}
    },
  },
  {
    name: 'change, add or remove an attempt at a notification',
    times: 30,
    apply(db, random) {
      const good = attempts(db).filter(({ error }) => error === null)
      const row = random.pick(random.below(2) === 0 ? good : attempts(db))
      const where = 'where delivery_id = ? and n = ?'
      const run = (statement: string) => db.prepare(`${statement} ${where}`).run(row.delivery_id, row.n)
      random.pick<() => unknown>([
        () => run('delete from drill_delivery_attempt'),
        () => run('update drill_delivery_attempt set n = n + 1'),
        () => run(`update drill_delivery_attempt set delivery_id = 'another'`),
        () =>
          run(`insert into drill_delivery_attempt select workspace, delivery_id, n + 1, at, ended_at, status, error
          from drill_delivery_attempt`),
        () =>
          run(`insert into drill_delivery_attempt select workspace, 'another', n, at, ended_at, status, error
          from drill_delivery_attempt`),
        ...(row.error === null ? [() => run(`update drill_delivery_attempt set error = 'Not sent'`)] : []),
      ])()
      return {}
    },
  },
]
