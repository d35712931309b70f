import { type AcknowledgementRecord, acknowledgementOf } from '../../../main/store/drill-acknowledgements.ts'
import { readSnapshot } from '../../../main/store/snapshot.ts'
import { verifyDatabase } from '../../../main/use-cases/audit/verify-database.ts'
import { drillSubject, readAcknowledgement } from '../../../shared/domain/drill-entries.ts'
import { databaseAt, type Place, readAll, workspace } from '../ledger.ts'
import type { Told } from './clients.ts'

type Route = { route_id: string; state: string | null; acknowledgement_id: string | null; last_seq: number }

/** Everything that is wrong after a kill: by the product's own verification, and by what the clients were told. */
export async function faultsIn(place: Place, told: Told): Promise<string[]> {
  const database = databaseAt(place)
  const report = await verifyDatabase({ database, workspace })
  const verified = report.ok ? [] : [`verify: entry ${report.first_bad?.seq}: ${report.first_bad?.why}`]
  const { rows, routes } = await readSnapshot(database, async (db) => ({
    rows: (await db.selectFrom('drill_acknowledgement').selectAll().orderBy('seq').execute()).map(acknowledgementOf),
    routes: await db
      .selectFrom('drill_route')
      .select(['route_id', 'state', 'acknowledgement_id', 'last_seq'])
      .execute(),
  }))
  return [
    ...verified,
    ...(await entriesAgainst(database, rows)),
    ...routesAgainst(routes, rows),
    ...answersAgainst(told, rows),
    ...told.faults,
  ]
}

/** An entry for each row, a row for each entry, and both say the same. */
async function entriesAgainst(database: string, rows: readonly AcknowledgementRecord[]): Promise<string[]> {
  const byEntry = new Map(rows.map((row) => [row.seq, row]))
  const faults: string[] = []
  let entries = 0
  for (const entry of await readAll(database)) {
    const said = readAcknowledgement(entry)
    if (!said) continue
    entries += 1
    const row = byEntry.get(entry.seq)
    const isSame =
      row &&
      entry.subject === drillSubject(row.schedule_id) &&
      row.by.digest === entry.actor_digest &&
      said.acknowledgement_id === row.acknowledgement_id &&
      said.acknowledgement_state === row.acknowledgement_state &&
      said.route_ids.join() === row.route_ids.join()
    if (!isSame) faults.push(`entry ${entry.seq} says what no row does: ${said.acknowledgement_id}`)
  }
  if (entries !== rows.length) faults.push(`${entries} entries, ${rows.length} acknowledgements`)
  return faults
}

/** A route stands where its latest acknowledgement has put it. */
function routesAgainst(routes: readonly Route[], rows: readonly AcknowledgementRecord[]): string[] {
  const latest = new Map(rows.flatMap((row) => row.route_ids.map((id) => [id, row] as const)))
  return routes.flatMap(({ route_id, state, acknowledgement_id, last_seq }) => {
    const row = latest.get(route_id)
    const isSame = row
      ? state === row.acknowledgement_state && acknowledgement_id === row.acknowledgement_id && last_seq === row.seq
      : state === 'outstanding' && acknowledgement_id === null
    return isSame
      ? []
      : [`${route_id} is ${state} by ${acknowledgement_id}, and on record is ${row?.acknowledgement_id}`]
  })
}

/** What was told to be done is done; a request is done as a whole or not at all; and nothing is done twice. */
function answersAgainst({ asked }: Told, rows: readonly AcknowledgementRecord[]): string[] {
  const known = new Set(rows.map(({ acknowledgement_id }) => acknowledgement_id))
  const done = new Map<string, number>()
  for (const { acknowledgement_state, plan_id, provider, owners } of rows)
    for (const owner of owners) {
      const what = JSON.stringify([acknowledgement_state, plan_id, provider, owner])
      done.set(what, (done.get(what) ?? 0) + 1)
    }
  const twice = [...done].flatMap(([what, count]) => (count > 1 ? [`${what} was done ${count} times`] : []))
  const broken = asked.flatMap(({ state, routes, told }) => {
    const gone = (told?.recorded ?? []).filter(({ acknowledgement_id }) => !known.has(acknowledgement_id))
    if (gone.length > 0) return [`${gone[0]?.acknowledgement_id} was told to be done, and is gone`]
    const there = routes.filter(({ plan_id, provider, owner }) =>
      done.has(JSON.stringify([state, plan_id, provider, owner])),
    )
    if (told && there.length < routes.length) return [`${state}: ${there.length} of ${routes.length} that were told`]
    return there.length > 0 && there.length < routes.length
      ? [`${state}: ${there.length} of ${routes.length} of one request are there`]
      : []
  })
  return [...twice, ...broken]
}
