import { expect, test } from 'vitest'
import type { Engine } from '../../main/store/schema.ts'
import { outcomeOf } from '../../shared/domain/gate.ts'
import { type FakeGithub, startGithub } from '../fakes/github.ts'
import type { FakeRun } from '../fakes/github-run.ts'
import { until } from '../fakes/until.ts'
import { engines } from '../support/engines.ts'
import { type Console, type GateKit, withGate } from './run-kit.ts'

type Forge = { forge: FakeGithub; token: string; open(): Promise<Console>; begin(console: Console): Promise<string> }

const withForge = async (engine: Engine, use: (kit: GateKit & Forge) => Promise<void>) => {
  const forge = await startGithub()
  const { token } = forge.addUser('ada')
  forge.setEnvironment('production', { reviewers: ['Bo', 'ada'], teams: [] })
  const ci = { repository: forge.repository, api_base: forge.api_base }
  const env = { ...process.env, GITHUB_API_URL: forge.api_base, COUNTERSIGN_GITHUB_TOKEN: token }
  try {
    await withGate(engine, { paths: { local: {}, ci } }, (kit) => {
      const sha = kit.service.commit()
      return use({
        ...kit,
        ...{ forge, token },
        open: async () => kit.open({ env, forgePollMs: 10 }),
        begin: (console) =>
          console.begin({ path: 'ci', trigger: 'ci', from_sha: null, to_sha: sha, health_attempts: 0 }),
      })
    })
  } finally {
    await forge.close()
  }
}
const runOf = async (forge: FakeGithub): Promise<FakeRun> => {
  await until('the forge has a run', () => forge.runs.length > 0)
  const [run] = forge.runs
  if (run === undefined) throw new Error('there is no run')
  return run
}

test.each(engines)('it is asked for once, followed, and the entry carries who approved it there (%s)', (engine) =>
  withForge(engine, async ({ forge, token, open, begin }) => {
    const console = await open()
    console.start()
    const id = await begin(console)
    const run = await runOf(forge)
    run.smoke('success')
    await console.reaches(id, 'approval_pending')
    await until('it says who may', async () =>
      (await console.lines(id)).some((line) => line.endsWith('Who may give it: Bo, ada.')),
    )
    run.approve('Bo').push('success').health('success')
    await console.over(id)
    const { approval, began_by, stage, run_url } = await console.deploy(id)
    expect(stage).toMatchObject({ state: 'audit_written', ending: { outcome: 'success', by: began_by } })
    expect(approval?.by.id).not.toBe(began_by.id)
    expect(run_url).toBe(run.html_url)
    expect(forge.runs).toHaveLength(1)
    const entries = await console.entriesOf(id)
    expect(entries.find(({ action }) => action === 'deploy.approval.given')?.actor_id).toBe(approval?.by.id)
    expect(entries.at(-1)?.data).toMatchObject({ outcome: 'success', run_url, approved_by: approval?.by })
    expect(JSON.stringify([entries, await console.log(id)]) + console.logged()).not.toContain(token)
    expect(await console.verify()).toMatchObject({ ok: true })
  }),
)

test('the console that is closed lets go of it, and the next one follows on without asking again', () =>
  withForge('sqlite', async ({ forge, open, begin }) => {
    const here = await open()
    here.start()
    const id = await begin(here)
    const run = await runOf(forge)
    run.smoke('success')
    await here.reaches(id, 'approval_pending')
    await here.close()
    const there = await open()
    expect(outcomeOf(await there.deploy(id))).toBeNull()
    run.approve('Bo').push('success').health('success')
    there.start()
    await there.over(id)
    expect(outcomeOf(await there.deploy(id))).toBe('success')
    expect(forge.runs).toHaveLength(1)
  }))

test('broken off here, its run is cancelled there', () =>
  withForge('sqlite', async ({ forge, open, begin }) => {
    const console = await open()
    console.start()
    const id = await begin(console)
    const run = await runOf(forge)
    run.smoke('success')
    await console.reaches(id, 'approval_pending')
    await console.stop(id)
    await console.over(id)
    expect((await console.deploy(id)).stage).toMatchObject({
      state: 'approval_pending',
      ending: {
        outcome: 'cancelled',
        detail: expect.stringMatching(/^It was broken off before anything was pushed, by what is recorded\. [A-Z]/),
      },
    })
    expect(await console.lines(id)).toContain('The forge was asked to cancel the run.')
    expect(run.status).toBe('completed')
  }))

test('what the forge does not take is over, with its words', () =>
  withForge('sqlite', async ({ forge, open, begin }) => {
    forge.setEnvironment('production')
    const console = await open()
    console.start()
    const id = await begin(console)
    await console.over(id)
    expect((await console.deploy(id)).stage.ending).toMatchObject({
      outcome: 'cancelled',
      detail: expect.stringMatching(/has no required reviewers.*Nothing was deployed\.$/),
    })
    expect(forge.runs).toEqual([])
  }))

test('broken off before it was taken up, nothing is asked of the forge', () =>
  withForge('sqlite', async ({ forge, open, begin }) => {
    const console = await open()
    const id = await begin(console)
    await console.stop(id)
    console.start()
    await console.over(id)
    expect(outcomeOf(await console.deploy(id))).toBe('cancelled')
    expect(forge.runs).toEqual([])
  }))
