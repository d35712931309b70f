import { type Kysely, sql } from 'kysely'

/** Of which chat an answer tells, where it does: it goes with that one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table kept_answer add column about text').execute(db)
}
