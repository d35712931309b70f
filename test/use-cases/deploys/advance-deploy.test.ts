import { expect, test } from 'vitest'
import { knowActor } from '../../../main/store/actors.ts'
import { readLog } from '../../../main/store/deploy-log.ts'
import { findDeploy, insertDeploy } from '../../../main/store/deploys.ts'
import { openStore } from '../../../main/store/open.ts'
import { readStanding } from '../../../main/store/surfaces.ts'
import { within } from '../../../main/store/within.ts'
import { ensureWorkspace } from '../../../main/store/workspaces.ts'
import { advanceDeploy } from '../../../main/use-cases/deploys/advance-deploy.ts'
import { begin, type DeployFacts, type GateEvent, isSettled } from '../../../shared/domain/gate.ts'
import { readGateEntry, writeIntent } from '../../../shared/domain/gate-entries.ts'
import { readStandingEvent } from '../../../shared/domain/surface-entries.ts'
import { engines, freshPlace } from '../../support/engines.ts'
import { ada } from '../../support/people.ts'

const sha = (letter: string) => letter.repeat(40)

test.each(engines)('a deploy goes its way, an entry at a time, and leaves what runs behind (%s)', async (engine) => {
  const place = await freshPlace(engine)
  const store = await openStore({ database: place.database })
  await ensureWorkspace(store, 'w', ada)
  const who = await store.write('w', (tx) => knowActor(tx, ada))
  await store.write('w', async (tx) => {
    const facts: DeployFacts = {
      deploy_id: 'd1',
      surface_id: 'console',
      kind: 'deploy',
      path: 'local',
      trigger: 'local-script',
      environment: 'production',
      target_app: 'raxx-console-prod',
      from_sha: sha('a'),
      to_sha: sha('b'),
      to_release: null,
      began_at: tx.now,
      began_by: { id: who.id, digest: who.digest },
      break_glass: false,
      passes: [],
      warnings: [],
      health_attempts: 5,
      definition_digest: 'x',
    }
    const entry = tx.append({ ...writeIntent(facts), actor: who })
    expect(readGateEntry(entry)).toEqual({ says: 'begun', deploy: begin(facts) })
    await insertDeploy(tx, begin(facts), entry.seq, { lease: 'p', lease_until: tx.now })
  })
  const probe = { n: 1, at: '2026-04-29T14:33:00.000Z', ok: true, status: 200, ms: 3, error: null }
  const advance = (event: (now: string) => GateEvent) =>
    store.write('w', (tx) => advanceDeploy(tx, 'd1', event(tx.now), { id: who.id, digest: who.digest }))
  for (const event of [
    { kind: 'smoke_started' },
    { kind: 'smoke_passed', detail: null },
    { kind: 'deploy_started' },
    { kind: 'deployed', release: 'v31' },
    { kind: 'probed', probe },
  ] satisfies GateEvent[])
    expect(await advance(() => event)).toMatchObject({ ok: true })
  const by = { id: who.id, digest: who.digest }
  const ended = await advance((at) => ({
    kind: 'ended',
    ending: { outcome: 'success', at, by, detail: null, observed_sha: null },
  }))
  expect(ended).toMatchObject({ ok: true, value: { deploy: { stage: { state: 'audit_written' } } } })
  const again = await advance((at) => ({
    kind: 'ended',
    ending: { outcome: 'cancelled', at, by, detail: null, observed_sha: null },
  }))
  expect(again).toMatchObject({ ok: false, refusal: { code: 'invalid_transition' } })

  await within('w', async () => {
    const kept = await findDeploy(store.read, 'w', 'd1')
    expect(kept && isSettled(kept.deploy)).toBe(true)
    expect(await readStanding(store.read, 'w', 'console')).toMatchObject({ running: { sha: sha('b'), release: 'v31' } })
    expect(
      (await readLog(store.read, 'w', 'd1', { after: 0, limit: 100 })).map(({ n, kind }) => `${n} ${kind}`),
    ).toEqual(['1 state', '2 state', '3 state', '4 state', '5 health', '6 state'])
    const rows = await store.read.selectFrom('ledger_entry').select('body').where('workspace', '=', 'w').execute()
    const read = rows.map(({ body }) => JSON.parse(body ?? 'null'))
    expect(read.filter(({ action }) => action === 'console.deploy.prod').map(({ data }) => data.outcome)).toEqual([
      null,
      'success',
    ])
    for (const entry of read.filter(({ action }) => /^(deploy|console)\./.test(action)))
      expect(readGateEntry(entry)).toBeDefined()
    for (const entry of read.filter(({ action }) => action.startsWith('surface.')))
      expect(readStandingEvent(entry)).toBeDefined()
  })
  await store.close()
  await place.remove()
})
