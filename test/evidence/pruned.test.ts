import { describe, expect, test } from 'vitest'
import { pruneEntries } from '../../main/use-cases/audit/prune-entries.ts'
import { writeAcknowledgement, writePlan } from '../../shared/domain/drill-entries.ts'
import { jsonBody, withApp } from '../http/harness.ts'
import { engines } from '../support/engines.ts'
import { answer, drillStory, payments, plan, tell } from '../support/evidence/drill-story.ts'
import { exported, exportPath, filesIn, manifestOf, rowsOf, verified } from '../support/evidence/packages.ts'
import { ada, grace } from '../support/people.ts'

describe.each(engines)('evidence of a ledger that was pruned, on %s', (engine) => {
  test('is refused in a sentence that names what is gone, and given of what came after', async () => {
    let now = Date.parse('2026-03-01T00:00:00.000Z')
    await withApp(
      engine,
      async (app) => {
        const key = await app.keyFor(['auditor'])
        await drillStory(app.services)
        now += 60_000
        const gone = await pruneEntries(app.services, ada, { workspace: 'w', before: new Date(now).toISOString() })
        if (!gone.ok) expect.fail(gone.refusal.detail)
        const pruned = gone.value.to
        for (const kind of ['drills', 'actions', 'deploys', 'ledger']) {
          for (const after of [undefined, String(pruned - 1)]) {
            const filter = after === undefined ? {} : { after }
            const response = await app.ask(exportPath, { key, ...jsonBody({ kind, filter }) })
            expect(response.status).toBe(409)
            const problem = (await response.json()) as Record<string, unknown>
            expect(problem).toMatchObject({ code: 'entries_pruned', pruned })
            expect(problem.detail).toContain(`Entries 1 to ${pruned} were pruned`)
          }
        }
        const early = await app.ask(exportPath, {
          key,
          ...jsonBody({ kind: 'ledger', filter: { after: '3' }, size: 3 }),
        })
        expect(early.status).toBe(409)

        // A route of before that was answered after, and one of after.
        const before = plan('gordn-3', payments)
        const later = plan('gordn-4', payments)
        await tell(app.services, 'w', grace, (tx, actor) => {
          tx.append({ ...writeAcknowledgement('payments', answer(before, 'slack', 'risk')), actor })
          tx.append({ ...writePlan(later), actor })
          tx.append({ ...writeAcknowledgement('payments', answer(later, 'slack', 'risk')), actor })
        })
        for (const kind of ['drills', 'actions', 'deploys', 'ledger']) {
          const bytes = await exported(app, key, { kind, filter: { after: String(pruned) } })
          expect(await verified(bytes)).toMatchObject({ ok: true, first_bad: null })
        }
        const files = await filesIn(await exported(app, key, { kind: 'drills', filter: { after: String(pruned) } }))
        expect(manifestOf(files).first_seq).toBeGreaterThan(pruned)
        expect(new Set(rowsOf(files, 'routes.json').map(({ plan_id }) => plan_id))).toEqual(new Set(['gordn-4']))
      },
      { clock: () => now },
    )
  })
})
