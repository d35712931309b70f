import { actorDigest } from '../../../main/ledger/actor-digest.ts'
import type { Kind } from './kinds.ts'
import { person, workspace } from './ledgers.ts'
import type { Random } from './random.ts'
import type { Db } from './tools.ts'

type Actor = {
  digest: string
  id: string
  via: string
  verified: number
  issuer: string | null
  subject: string | null
  email: string | null
  name: string | null
  salt: string | null
  erased_at: string | null
}

const actors = (db: Db): Actor[] =>
  db.prepare<[string], Actor>('select * from actor where workspace = ? order by digest').all(workspace)
const present = (db: Db): Actor[] => actors(db).filter((actor) => actor.erased_at === null)
const erased = (db: Db): Actor[] => actors(db).filter((actor) => actor.erased_at !== null)

function setActor(db: Db, digest: string, change: Partial<Record<keyof Actor, unknown>>): void {
  for (const [column, value] of Object.entries(change))
    db.prepare(`update actor set ${column} = ? where workspace = ? and digest = ?`).run(value, workspace, digest)
}

/** Another value for any column that says who somebody is. */
function otherValue(actor: Actor, random: Random): [column: keyof Actor, value: unknown] {
  return random.pick<[keyof Actor, unknown]>([
    ['name', `${actor.name}x`],
    ['name', null],
    ['email', actor.email === null ? 'x@example.com' : null],
    ['email', 'somebody@example.com'],
    ['via', actor.via === 'local' ? 'oidc' : 'local'],
    ['verified', 1 - actor.verified],
    ['verified', 2],
    ['salt', random.bytes(32).toString('base64')],
    ['salt', null],
    ['issuer', 'https://other.example'],
    ['subject', `${actor.subject}x`],
    ['id', '019a0000-0000-7000-8000-000000000000'],
    ['digest', random.bytes(32).toString('hex')],
    ['workspace' as keyof Actor, 'other'],
  ])
}

export const actorKinds: readonly Kind[] = [
  {
    name: 'edit an actor',
    times: 80,
    apply(db, random) {
      db.exec("insert into workspace values ('other', '2026-01-01T00:00:00.000Z')")
      const actor = random.pick(present(db))
      const [column, value] = otherValue(actor, random)
      setActor(db, actor.digest, { [column]: value })
      return {}
    },
  },
  {
    name: 'edit an actor, with the digest',
    times: 20,
    apply(db, random) {
      const actor = random.pick(present(db))
      const known = { ...person('x'), ...actor, via: 'oidc', verified: true } as const
      const renamed = { ...known, issuer: known.issuer ?? '', subject: known.subject ?? '', name: 'Mallory' }
      setActor(db, actor.digest, { name: 'Mallory', digest: actorDigest(renamed, actor.salt ?? '') })
      return {}
    },
  },
  {
    name: 'delete an actor',
    times: 20,
    apply(db, random) {
      db.prepare('delete from actor where workspace = ? and digest = ?').run(workspace, random.pick(actors(db)).digest)
      return {}
    },
  },
  {
    name: 'exchange two actors',
    times: 20,
    apply(db, random) {
      const [one, two] = [random.pick(present(db)), random.pick(present(db))]
      if (one.digest === two.digest) return undefined
      setActor(db, one.digest, { digest: 'between' })
      setActor(db, two.digest, { digest: one.digest })
      setActor(db, 'between', { digest: two.digest })
      return {}
    },
  },
  {
    name: 'say of an actor that they were erased',
    times: 20,
    apply(db, random) {
      const { digest } = random.pick(present(db))
      const at = random.pick(['2025-12-31T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'])
      const gone = { issuer: null, subject: null, email: null, name: null, salt: null }
      setActor(db, digest, { erased_at: at, ...(random.below(2) === 0 ? gone : {}) })
      return {}
    },
  },
  {
    name: 'bring an erased actor back',
    times: 40,
    apply(db, random) {
      const { digest, via, verified } = random.pick(erased(db))
      const somebody = {
        issuer: 'https://idp.example',
        subject: 's',
        email: 's@example.com',
        name: 'S',
        salt: 'c2FsdA==',
      }
      const column = random.pick(['issuer', 'subject', 'email', 'name', 'salt'] as const)
      const change = random.pick<Partial<Record<keyof Actor, unknown>>>([
        { erased_at: null },
        { ...somebody, erased_at: null },
        somebody,
        { [column]: somebody[column] },
        { erased_at: '2026-01-01T09:09:09.000Z' },
        { verified: 1 - verified },
        { via: via === 'oidc' ? 'api_key' : 'oidc' },
        { id: '019a0000-0000-7000-8000-000000000000' },
      ])
      setActor(db, digest, change)
      return {}
    },
  },
  {
    name: 'bring an erased actor back out of an older copy, salt and all',
    times: 10,
    apply(db, random, ledger) {
      const before = ledger.beforeErasure
      const { digest } = random.pick(erased(db).filter((actor) => before.has(actor.digest)))
      setActor(db, digest, { ...before.get(digest), erased_at: null })
      return {}
    },
  },
  {
    name: 'give somebody a second self under another’s id',
    times: 20,
    apply(db, random) {
      const victim = random.pick(present(db))
      const salt = random.bytes(32).toString('base64')
      const mallory = { ...person(`mallory ${random.below(1_000)}`), id: victim.id }
      db.prepare(
        `insert into actor (workspace, digest, id, via, verified, issuer, subject, email, name, salt, first_seen_at)
         values (@workspace, @digest, @id, 'oidc', 1, @issuer, @subject, @email, @name, @salt, '2026-01-01T00:00:00.000Z')`,
      ).run({ ...mallory, verified: 1, workspace, salt, digest: actorDigest(mallory, salt) })
      return {}
    },
  },
]
