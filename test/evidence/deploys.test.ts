import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eraseActor } from '../../main/use-cases/actors/erase-actor.ts'
import { recordDeploy } from '../../main/use-cases/deploys/record-deploy.ts'
import { DeployReport } from '../../shared/contract/deploys.ts'
import { startApp, type TestApp } from '../http/harness.ts'
import { reportOf } from '../http/row-places.ts'
import { actAs, must, sha, tellDeploys } from '../ledger/tampering/deploy-story.ts'
import { engines } from '../support/engines.ts'
import { exported, filesIn, manifestOf, rowsOf, textOf, verified } from '../support/evidence/packages.ts'
import { ada, grace } from '../support/people.ts'

const report = (changed: object) => DeployReport.parse(reportOf(changed))

describe.each(engines)('evidence of deploys on %s', (engine) => {
  let app: TestApp
  let key: string
  beforeAll(async () => {
    app = await startApp(engine)
    key = await app.keyFor(['auditor'])
    await tellDeploys(app.services, 'w', ada, 'one')
    await tellDeploys(app.services, 'w', ada, 'two')
    // A pipeline says who pressed the button and who approved: neither is whose key it has.
    const run = { target_app: 'raxx-api-prod', actor: 'pat', approved_by: 'robin' }
    await actAs(app.services, 'w', grace, async (act) => must(await recordDeploy(app.services, act, report(run))))
  })
  afterAll(() => app.close())

  const taken = async (filter: object = {}) => {
    const bytes = await exported(app, key, { kind: 'deploys', filter })
    return { bytes, files: await filesIn(bytes) }
  }

  test('holds, and has every field of the audit record of every deploy', async () => {
    const { bytes, files } = await taken()
    expect(await verified(bytes, app.services.signer.publicKey)).toMatchObject({ ok: true, kind: 'deploys' })
    const rows = rowsOf(files, 'deploys.json')
    expect(rows.length).toBe(manifestOf(files).rows)
    const well = rows.find(({ outcome, kind, surface_id }) => {
      return outcome === 'success' && kind === 'deploy' && surface_id === 'console-one'
    })
    expect(well).toMatchObject({
      from_sha: sha('a'),
      to_sha: sha('b'),
      target_app: 'raxx-console-one',
      trigger: 'local-script',
      state: 'audit_written',
      began_by: { id: expect.any(String), digest: expect.any(String) },
      began_at: expect.stringMatching(/Z$/),
      finished_at: expect.stringMatching(/Z$/),
      release: 'v2 one',
      last_seq: expect.any(Number),
    })
    const glass = rows.find(({ outcome, break_glass }) => outcome === 'health_check_failed' && break_glass)
    expect(glass).toMatchObject({ state: 'rollback_alert', review: { closed: null } })
    expect(rows.some(({ kind, to_release }) => kind === 'rollback' && to_release === 'v1 one')).toBe(true)
    expect(rows.some(({ outcome, finished_at }) => outcome === null && finished_at === null)).toBe(true)
    const passed = rows.filter(({ passes }) => Array.isArray(passes) && passes.length > 0)
    expect(passed[0]).toMatchObject({ passes: [{ of: 'lock' }, { of: 'freeze' }] })
    expect(textOf(files, 'deploys.csv').split('\r\n')[0]).toContain('from_sha,to_sha')
  })

  test('leaves out what the filter leaves out, entries too', async () => {
    const { bytes, files } = await taken({ surface: 'console-two', kind: 'rollback' })
    expect(await verified(bytes)).toMatchObject({ ok: true })
    expect(rowsOf(files, 'deploys.json')).toMatchObject([{ surface_id: 'console-two', kind: 'rollback' }])
    expect(textOf(files, 'ledger/entries.jsonl')).not.toContain('console-one')
    expect(manifestOf(files)).toMatchObject({ rows: 1 })
  })

  test('opens who deployed and who approved, where a run of CI said so, and nobody else', async () => {
    const { files } = await taken({ outcome: ['success'] })
    const actors = rowsOf(files, 'actors.json')
    const row = rowsOf(files, 'deploys.json').find(({ target_app }) => target_app === 'raxx-api-prod')
    const digestOf = (who: unknown) => (who as { digest: string }).digest
    const named = (digest: string) => actors.find((actor) => actor.digest === digest)
    const { began_by, ended_by, approval } = row ?? {}
    const text = (digest: string) => JSON.stringify(named(digest))
    expect(text(digestOf(began_by))).toContain('pat')
    expect(text(digestOf((approval as { by: unknown }).by))).toContain('robin')
    expect(text(digestOf(ended_by))).toContain('grace@example.com')
    const { files: rollbacks } = await taken({ kind: 'rollback' })
    expect(textOf(rollbacks, 'actors.json')).not.toMatch(/robin|grace/)
    for (const [name, bytes] of files)
      if (name !== 'actors.json' && name !== 'index.html') expect(bytes.toString()).not.toMatch(/robin|grace@/)
  })

  test('says of who was erased that they were, and the rest verifies as before', async () => {
    const erased = await eraseActor(app.services, grace, { workspace: 'w', actor: 'ada@example.com' })
    expect(erased).toMatchObject({ ok: true })
    const { bytes, files } = await taken()
    expect(await verified(bytes, app.services.signer.publicKey)).toMatchObject({ ok: true, erased: 1 })
    for (const [, file] of files) expect(file.toString()).not.toMatch(/ada@example\.com|\bAda\b/)
    expect(rowsOf(files, 'deploys.json')[0]).toMatchObject({ began_by: { id: expect.any(String) } })
  })
})
