import { randomBytes } from 'node:crypto'
import type { Selectable } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import type { Actor, Identity, Via } from '../../shared/domain/actor.ts'
import { actorDigest } from '../ledger/actor-digest.ts'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'

type ActorRow = Selectable<Schema['actor']>

/**
 * The id and digest under which the ledger knows this identity. A first sight, or a changed name, makes a row. Whoever came
 * another way is somebody else, whatever they are called: nobody becomes a person who signs in by being named like them.
 */
export async function knowActor(tx: Tx, identity: Identity): Promise<{ id: string; digest: string }> {
  const values = [tx.workspace, identity.issuer, identity.subject, identity.via]
  const rows = await runByKey(tx.db, 'actor', values, () =>
    tx.db
      .selectFrom('actor')
      .select(['id', 'digest', 'name', 'email', 'via', 'verified', 'first_seen_at'])
      .where('workspace', '=', tx.workspace)
      .where('issuer', '=', identity.issuer)
      .where('subject', '=', identity.subject)
      .where('via', '=', identity.via),
  )
  // Sorted here: for the one row that there mostly is, SQLite takes longer to set up its sorting than for all the rest.
  const seen = rows.sort((a, b) => b.first_seen_at.localeCompare(a.first_seen_at))
  const same = seen.find((row) => isSame(row, identity))
  if (same) return { id: same.id, digest: same.digest }

  const actor: Actor = { ...identity, id: seen[0]?.id ?? uuidv7() }
  const salt = randomBytes(32).toString('base64')
  const digest = actorDigest(actor, salt)
  await tx.db
    .insertInto('actor')
    .values({
      workspace: tx.workspace,
      digest,
      id: actor.id,
      via: actor.via,
      verified: actor.verified ? 1 : 0,
      issuer: actor.issuer,
      subject: actor.subject,
      email: actor.email,
      name: actor.name,
      salt,
      first_seen_at: tx.now,
      erased_at: null,
    })
    .execute()
  return { id: actor.id, digest }
}

const isSame = (row: Pick<ActorRow, 'name' | 'email' | 'via' | 'verified'>, identity: Identity): boolean =>
  row.name === identity.name &&
  row.email === identity.email &&
  row.via === identity.via &&
  row.verified === (identity.verified ? 1 : 0)

export type ActorView = {
  id: string
  issuer: string | null
  subject: string | null
  name: string
  email: string | null
  via: Via | null
  verified: boolean
  erased: boolean
}

/** Who the digests stand for today; a tombstone for those erased. */
export async function viewActors(
  db: ReadDb,
  workspace: string,
  digests: readonly string[],
): Promise<Record<string, ActorView>> {
  if (digests.length === 0) return {}
  const wanted = [...new Set(digests)]
  const rows = await runByKey(db, `actors ${wanted.length}`, [workspace, ...wanted], () =>
    db.selectFrom('actor').select(shown).where('workspace', '=', workspace).where('digest', 'in', wanted),
  )
  return Object.fromEntries(rows.map((row) => [row.digest, viewOf(row)]))
}

const shown = ['digest', 'id', 'issuer', 'subject', 'name', 'email', 'via', 'verified', 'erased_at'] as const

function viewOf(row: Pick<ActorRow, (typeof shown)[number]>): ActorView {
  const erased = row.erased_at !== null
  return {
    id: row.id,
    issuer: row.issuer,
    subject: row.subject,
    name: row.name ?? 'erased person',
    email: row.email,
    via: erased ? null : (row.via as Via),
    verified: row.verified === 1,
    erased,
  }
}

/** The id of an identity that has acted here, if it has. */
export async function findActorId(db: ReadDb, workspace: string, identity: Identity): Promise<string | undefined> {
  const row = await db
    .selectFrom('actor')
    .select('id')
    .where('workspace', '=', workspace)
    .where('issuer', '=', identity.issuer)
    .where('subject', '=', identity.subject)
    .where('via', '=', identity.via)
    .executeTakeFirst()
  return row?.id
}

/** Everybody who was seen here and is not erased, each as they were last known. */
export async function readPeople(db: ReadDb, workspace: string): Promise<ActorView[]> {
  const rows = await db
    .selectFrom('actor')
    .selectAll()
    .where('workspace', '=', workspace)
    .where('erased_at', 'is', null)
    .orderBy('first_seen_at')
    .orderBy('digest')
    .execute()
  const latest = new Map(rows.map((row) => [row.id, row]))
  return [...latest.values()].map(viewOf)
}

/** The digest under which a person was last known here; nothing for those erased. */
export async function findDigest(db: ReadDb, workspace: string, id: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('actor')
    .select('digest')
    .where('workspace', '=', workspace)
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .orderBy('first_seen_at', 'desc')
    .orderBy('digest', 'desc')
    .executeTakeFirst()
  return row?.digest
}

export async function findActors(db: ReadDb, workspace: string, wanted: string): Promise<ActorRow[]> {
  return db
    .selectFrom('actor')
    .selectAll()
    .where('workspace', '=', workspace)
    .where((e) => e.or([e('id', '=', wanted), e('email', '=', wanted), e('subject', '=', wanted)]))
    .execute()
}

/** Forgets who this was, in every row of that id. Without the salt the digest opens to nobody. */
export async function eraseActorRows(tx: Tx, id: string): Promise<void> {
  await tx.db
    .updateTable('actor')
    .set({ issuer: null, subject: null, email: null, name: null, salt: null, erased_at: tx.now })
    .where('workspace', '=', tx.workspace)
    .where('id', '=', id)
    .execute()
}

export async function readActorRows(db: ReadDb, workspace: string): Promise<ActorRow[]> {
  return db.selectFrom('actor').selectAll().where('workspace', '=', workspace).execute()
}
