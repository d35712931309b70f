import { randomUUID } from 'node:crypto'
import type { Expected, Kind } from './kinds.ts'
import { workspace } from './ledgers.ts'
import type { Random } from './random.ts'
import type * as tools from './tools.ts'

type Incident = {
  n: number
  id: string
  title: string
  owner: string | null
  status: string
  words: string
  last_seq: number
}
type Link = { incident: string; kind: string; ref: string; seq: number }

const incidents = (db: tools.Db): Incident[] =>
  db.prepare<[string], Incident>('select * from incident where workspace = ? order by n').all(workspace)
const links = (db: tools.Db): Link[] =>
  db.prepare<[string], Link>('select * from incident_link where workspace = ? order by seq').all(workspace)

const set = (db: tools.Db, id: string, change: Record<string, unknown>) => {
  for (const [column, value] of Object.entries(change))
    db.prepare(`update incident set ${column} = ? where id = ?`).run(value, id)
}

/** One that is the same but for this, with everything that the columns of a row say about each other kept true. */
const otherValues = ({ title, words }: Incident, random: Random): Record<string, unknown> =>
  random.pick<Record<string, unknown>>([
    { title: `${title}x`, words: `${words}x` },
    { title: `${title}x` },
    { title: Buffer.from(title) },
    { words: ' nothing' },
    { severity: 'sev4' },
    { severity: 'sev9' },
    { opened_at: '2025-01-01T00:00:00.000Z' },
    { opened_by: randomUUID() },
    { opened_by_digest: random.bytes(32).toString('hex') },
    { last_seq: 1 },
  ])

/** The checks of the table stop nobody who has the file either. */
const unchecked = (db: tools.Db, change: () => void): void => {
  db.pragma('ignore_check_constraints = on')
  change()
}

function copyInto(db: tools.Db, place: string, incident: string): string {
  const id = randomUUID()
  const columns = `title, severity, opened_by, opened_by_digest, opened_at, words, owner, owner_digest, status,
    resolved_at, resolved_by, resolved_by_digest, resolution, last_seq`
  db.prepare(`insert into incident (id, workspace, ${columns}) select ?, ?, ${columns} from incident where id = ?`).run(
    id,
    place,
    incident,
  )
  return id
}

/** Named by the entry that it was left by. */
const at = ({ last_seq }: { last_seq: number }): Expected => ({ seq: last_seq })

export const incidentKinds: readonly Kind[] = [
  {
    name: 'edit an incident',
    times: 60,
    apply(db, random) {
      const incident = random.pick(incidents(db))
      set(db, incident.id, otherValues(incident, random))
      return at(incident)
    },
  },
  {
    name: 'give an incident another owner, or none',
    times: 40,
    apply(db, random) {
      const incident = random.pick(incidents(db))
      const others = db.prepare<[], { id: string; digest: string }>('select id, digest from actor').all()
      const { id, digest } = random.pick(others)
      if (id === incident.owner) return undefined
      const none = incident.owner !== null && random.below(2) === 0
      unchecked(db, () =>
        set(db, incident.id, none ? { owner: null, owner_digest: null } : { owner: id, owner_digest: digest }),
      )
      return at(incident)
    },
  },
  {
    name: 'resolve an incident, open it again, or change how it ended',
    times: 40,
    apply(db, random) {
      const incident = random.pick(incidents(db))
      const ended = { resolved_at: '2026-01-01T00:00:00.001Z', resolved_by: 'x', resolved_by_digest: 'x' }
      const open = { status: 'open', resolved_at: null, resolved_by: null, resolved_by_digest: null, resolution: null }
      const changes =
        incident.status === 'open'
          ? [{ status: 'resolved' }, { status: 'resolved', ...ended }, { resolution: 'x' }]
          : [open, { status: 'open' }, { resolution: 'It was me' }, { resolved_by: 'x' }, { resolved_at: 'x' }]
      unchecked(db, () => set(db, incident.id, random.pick<Record<string, unknown>>(changes)))
      return at(incident)
    },
  },
  {
    name: 'change, add or remove a link of an incident',
    times: 50,
    apply(db, random) {
      const link = random.pick(links(db))
      const incident = incidents(db).find(({ id }) => id === link.incident)
      const change = (column: string, value: unknown) =>
        db.prepare(`update incident_link set ${column} = ? where seq = ?`).run(value, link.seq)
      random.pick<() => unknown>([
        () => change('ref', 'another'),
        () => change('ref', random.bytes(8)),
        () => change('seq', link.seq + 1000),
        () => change('kind', link.kind === 'trace' ? 'drill' : 'trace'),
        () => db.prepare('delete from incident_link where seq = ?').run(link.seq),
        () =>
          db
            .prepare('insert into incident_link (workspace, incident, kind, ref, seq) values (?, ?, ?, ?, ?)')
            .run(workspace, link.incident, 'action', randomUUID(), link.seq),
      ])()
      return incident ? at(incident) : {}
    },
  },
  {
    name: 'link something to an incident of another workspace',
    times: 10,
    apply(db, random) {
      db.exec("insert into workspace values ('other', '2026-01-01T00:00:00.000Z')")
      const id = copyInto(db, 'other', random.pick(incidents(db)).id)
      db.prepare("insert into incident_link (workspace, incident, kind, ref, seq) values (?, ?, 'trace', 'x', 1)").run(
        workspace,
        id,
      )
      return {}
    },
  },
  {
    name: 'insert an incident',
    times: 10,
    apply(db, random) {
      copyInto(db, workspace, random.pick(incidents(db)).id)
      return {}
    },
  },
  {
    name: 'delete an incident',
    times: 20,
    apply(db, random) {
      const incident = random.pick(incidents(db))
      db.prepare('delete from incident_link where incident = ?').run(incident.id)
      db.prepare('delete from incident where id = ?').run(incident.id)
      return at(incident)
    },
  },
  {
    name: 'put an incident where another stands, or into another workspace',
    times: 30,
    apply(db, random) {
      const [one, two] = [random.pick(incidents(db)), random.pick(incidents(db))]
      if (one.id === two.id) return undefined
      if (random.below(2) === 0) {
        db.exec("insert into workspace values ('other', '2026-01-01T00:00:00.000Z')")
        set(db, one.id, { workspace: 'other' })
        return {}
      }
      set(db, one.id, { n: -1 })
      set(db, two.id, { n: one.n })
      set(db, one.id, { n: two.n })
      return {}
    },
  },
]
