import { type Compilable, CompiledQuery } from 'kysely'
import { expect, test } from 'vitest'
import { routesByAge, routesThatWait } from '../../main/store/drill-routes.ts'
import type { ReadDb } from '../../main/store/schema.ts'
import { withPlace } from '../support/engines.ts'

const now = '2026-11-21T10:00:00.000Z'

/** How SQLite would go about it. It knows beforehand what these tables are like, so no rows are needed. */
async function planOf(db: ReadDb, query: Compilable): Promise<string> {
  const { sql, parameters } = query.compile()
  const asked = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters])
  const { rows } = await db.getExecutor().executeQuery<{ detail: string }>(asked)
  return rows.map(({ detail }) => detail).join('; ')
}

test.each([
  ['newest first', '-created_at', {}],
  ['oldest first', 'created_at', {}],
  ['of a provider', '-created_at', { provider: ['slack'] }],
  ['of an owner', '-created_at', { owner: ['payments'] }],
  ['of a state', '-created_at', { state: ['outstanding'] }],
  ['with what was superseded', '-created_at', { superseded: true }],
] as const)(
  'a page of routes, %s, is walked to in the order of its index and nothing is sorted',
  async (_, sort, filter) => {
    await withPlace('sqlite', async (_place, open) => {
      const { read } = await open()
      const plan = await planOf(read, routesByAge(read, 'w', filter, sort, now).limit(50))
      expect(plan).toContain('drill_route_by_n')
      expect(plan).not.toContain('TEMP B-TREE')
    })
  },
)

test('those that wait come by when they are late, out of their index', async () => {
  await withPlace('sqlite', async (_place, open) => {
    const { read } = await open()
    const waiting = routesThatWait(read, 'w', {}, now).selectAll().orderBy('slo_ends_at').orderBy('n').limit(50)
    const plan = await planOf(read, waiting)
    expect(plan).toContain('drill_route_by_state (workspace=? AND state=?)')
    expect(plan).not.toContain('TEMP B-TREE')
  })
})
