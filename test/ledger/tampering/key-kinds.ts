import { randomUUID } from 'node:crypto'
import type { Expected, Kind } from './kinds.ts'
import { workspace } from './ledgers.ts'
import * as tools from './tools.ts'

type Key = { id: string; name: string; roles: string; hash: string; revoked_at: string | null }

const keys = (db: tools.Db): Key[] =>
  db.prepare<[string], Key>('select * from api_key where workspace = ? order by id').all(workspace)
const set = (db: tools.Db, id: string, column: string, value: unknown) =>
  db.prepare(`update api_key set ${column} = ? where id = ?`).run(value, id)

/** Where the entry that made the key stands, if it was not pruned. */
function madeAt(db: tools.Db, id: string): Expected {
  const row = tools
    .fullRows(db)
    .find(({ body }) => body.includes('"access.key.created"') && tools.fieldsOf(body).subject === `key:${id}`)
  return row ? { seq: row.seq } : {}
}

export const keyKinds: readonly Kind[] = [
  {
    name: 'edit an API key',
    times: 60,
    apply(db, random) {
      const { id, name } = random.pick(keys(db))
      const [column, value] = random.pick([
        ['name', `${name}x`],
        ['roles', '["admin"]'],
        ['roles', '["viewer","runner","admin"]'],
        ['roles', '["runner","viewer"]'],
        ['roles', '["viewer,runner"]'],
        ['roles', '["viewer", "runner"]'],
        ['roles', 'no JSON'],
        ['hash', random.bytes(32).toString('hex')],
        ['created_at', '2025-01-01T00:00:00.000Z'],
      ])
      set(db, id, column ?? '', value)
      return madeAt(db, id)
    },
  },
  {
    name: 'exchange the secrets of two API keys',
    times: 20,
    apply(db, random) {
      const [one, two] = [random.pick(keys(db)), random.pick(keys(db))]
      if (one.id === two.id) return undefined
      set(db, one.id, 'hash', 'between')
      set(db, two.id, 'hash', one.hash)
      set(db, one.id, 'hash', two.hash)
      return {}
    },
  },
  {
    name: 'revoke an API key, or bring it back',
    times: 30,
    apply(db, random) {
      const { id, revoked_at } = random.pick(keys(db))
      const times = [null, '2026-01-01T00:00:00.001Z', 'x'].filter((at) => at !== revoked_at)
      set(db, id, 'revoked_at', random.pick(times.map((at) => ({ at }))).at)
      return {}
    },
  },
  {
    name: 'insert an API key',
    times: 15,
    apply(db, random) {
      db.prepare('insert into api_key (id, workspace, name, roles, hash, created_at) values (?, ?, ?, ?, ?, ?)').run(
        randomUUID(),
        workspace,
        'mine',
        '["admin"]',
        random.bytes(32).toString('hex'),
        '2026-01-01T00:00:00.000Z',
      )
      return {}
    },
  },
  {
    name: 'delete an API key',
    times: 20,
    apply(db, random) {
      const { id } = random.pick(keys(db))
      const expected = madeAt(db, id)
      db.prepare('delete from api_key where id = ?').run(id)
      return expected
    },
  },
  {
    name: 'give an API key another id, or another workspace',
    times: 20,
    apply(db, random) {
      const { id } = random.pick(keys(db))
      const expected = madeAt(db, id)
      db.exec("insert into workspace values ('other', '2026-01-01T00:00:00.000Z')")
      if (random.below(2) === 0) set(db, id, 'workspace', 'other')
      else set(db, id, 'id', randomUUID())
      return expected
    },
  },
]
