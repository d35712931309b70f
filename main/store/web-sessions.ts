import type { ExpressionBuilder, Insertable, Selectable } from 'kysely'
import type { Identity } from '../../shared/domain/actor.ts'
import type { Role } from '../../shared/domain/permission.ts'
import type { ReadDb, Schema } from './schema.ts'
import { runByKey } from './shaped.ts'
import type { Tx } from './store.ts'
import { everywhere } from './within.ts'

type Row = Selectable<Schema['web_session']>

/** A browser that is signed in. What its cookie holds is not among it. */
export type WebSession = Omit<Row, 'hash' | 'issuer' | 'subject' | 'email' | 'name' | 'roles' | 'groups'> & {
  identity: Identity
  roles: Role[]
  groups: string[]
}

const columns = [
  'id',
  'workspace',
  'issuer',
  'subject',
  'email',
  'name',
  'roles',
  'groups',
  'signed_in_at',
  'user_agent',
  'refresh_token',
  'created_at',
  'seen_at',
  'access_expires_at',
  'ends_at',
  'lease',
  'lease_until',
] as const

export async function insertSession(tx: Tx, session: WebSession & { hash: string }): Promise<void> {
  await tx.db.insertInto('web_session').values(rowOf(session)).execute()
}

/** In whatever workspace: which one a session is in is known once it is found. */
export async function findSessionByHash(db: ReadDb, hash: string): Promise<WebSession | undefined> {
  const query = () => db.selectFrom('web_session').select(columns).where('hash', '=', hash)
  const [row] = await everywhere(() => runByKey(db, 'web session by hash', [hash], query))
  return row && present(row)
}

/** In whatever workspace: one's own sessions may be in several. */
export async function findSession(db: ReadDb, id: string): Promise<WebSession | undefined> {
  const query = db.selectFrom('web_session').select(columns).where('id', '=', id)
  const row = await everywhere(() => query.executeTakeFirst())
  return row && present(row)
}

type Person = Pick<Identity, 'issuer' | 'subject'>

/** Everywhere that somebody is signed in, newest first: in whatever workspace. */
export async function sessionsOf(db: ReadDb, { issuer, subject }: Person): Promise<WebSession[]> {
  const query = db
    .selectFrom('web_session')
    .select(columns)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
  const rows = await everywhere(() => query.execute())
  return rows.map(present)
}

/** Nobody has used it for too long, or its time is over altogether. */
type Overdue = { seenBefore: string; now: string }

const isOverdue =
  ({ seenBefore, now }: Overdue) =>
  (e: ExpressionBuilder<Schema, 'web_session'>) =>
    e.or([e('seen_at', '<', seenBefore), e('ends_at', '<=', now)])

/** As many as are wanted at a time. */
export async function overdueSessions(db: ReadDb, overdue: Overdue, most: number): Promise<WebSession[]> {
  const query = db
    .selectFrom('web_session')
    .select(columns)
    .where(isOverdue(overdue))
    .orderBy('ends_at')
    .orderBy('id')
    .limit(most)
  const rows = await everywhere(() => query.execute())
  return rows.map(present)
}

/** Why a session is to end; somebody may have used or renewed it since it was read. */
export type StillSo = { holder: string } | { overdue: Overdue }

/** What it held last; undefined when it had ended already, or `only` is not so any more. */
export async function deleteSession(
  tx: Tx,
  id: string,
  only?: StillSo,
): Promise<Pick<WebSession, 'refresh_token'> | undefined> {
  let query = tx.db.deleteFrom('web_session').where('id', '=', id).where('workspace', '=', tx.workspace)
  if (only && 'holder' in only) query = query.where('lease', '=', only.holder)
  if (only && 'overdue' in only) query = query.where(isOverdue(only.overdue))
  return query.returning('refresh_token').executeTakeFirst()
}

/** Whoever is forgotten is signed in nowhere. What ended thereby. */
export async function forgetSessions(tx: Tx, { issuer, subject }: Person): Promise<string[]> {
  const forgotten = await tx.db
    .deleteFrom('web_session')
    .where('workspace', '=', tx.workspace)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .returning('id')
    .execute()
  return forgotten.map(({ id }) => id)
}

export async function touchSession(tx: Tx, id: string): Promise<void> {
  await tx.db.updateTable('web_session').set({ seen_at: tx.now }).where('id', '=', id).execute()
}

export type Lease = { id: string; holder: string; until: string }

/** One process of all renews a session; a lease that was never given back is free again when its time is over. */
export async function leaseSession(tx: Tx, { id, holder, until }: Lease, expiredAt: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('web_session')
    .set({ lease: holder, lease_until: until })
    .where('id', '=', id)
    // Somebody may have renewed it since it was read.
    .where('access_expires_at', '=', expiredAt)
    .where((e) => e.or([e('lease', 'is', null), e('lease_until', '<=', tx.now)]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export type Renewed = Partial<Pick<WebSession, 'refresh_token' | 'access_expires_at' | 'signed_in_at'>> & {
  roles?: readonly Role[]
  groups?: readonly string[]
  identity?: Identity
}

/** False to whoever has the lease no longer: what its next holder stored is newer. */
export async function updateSession(
  tx: Tx,
  { id, holder }: Pick<Lease, 'id' | 'holder'>,
  { roles, groups, identity, ...facts }: Renewed,
): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('web_session')
    .set({
      ...facts,
      ...(roles && { roles: JSON.stringify(roles) }),
      ...(groups && { groups: JSON.stringify(groups) }),
      ...(identity && { name: identity.name, email: identity.email }),
    })
    .where('id', '=', id)
    .where('lease', '=', holder)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function releaseSession(tx: Tx, id: string, holder: string): Promise<void> {
  await tx.db
    .updateTable('web_session')
    .set({ lease: null, lease_until: null })
    .where('id', '=', id)
    .where('lease', '=', holder)
    .execute()
}

function rowOf({ identity, ...session }: WebSession & { hash: string }): Insertable<Schema['web_session']> {
  const { issuer, subject, email, name } = identity
  const [roles, groups] = [JSON.stringify(session.roles), JSON.stringify(session.groups)]
  return { ...session, issuer, subject, email, name, roles, groups }
}

function present({ issuer, subject, email, name, ...row }: Omit<Row, 'hash'>): WebSession {
  return {
    ...row,
    // Only a verified token opens a session.
    identity: { issuer, subject, email, name, via: 'oidc', verified: true },
    roles: JSON.parse(row.roles) as Role[],
    groups: JSON.parse(row.groups) as string[],
  }
}
