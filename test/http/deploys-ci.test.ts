import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type FakeGithub, startGithub } from '../fakes/github.ts'
import { until } from '../fakes/until.ts'
import { engines } from '../support/engines.ts'
import { asJson } from './action-kit.ts'
import { type Desk, deploys, withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

let forge: FakeGithub
beforeEach(async () => {
  forge = await startGithub()
  forge.setEnvironment('production', { reviewers: ['bo', 'cy'], teams: [] })
})
afterEach(() => forge.close())

/** A console whose surface goes out by the forge, where the commander is ada and the deputy bo. */
const withForge = (engine: (typeof engines)[number], use: (desk: Desk) => Promise<void>) =>
  withDesk(
    engine,
    async (desk) => {
      for (const [who, login] of [
        ['commander', 'ada'],
        ['deputy', 'bo'],
      ] as const) {
        const given = { token: forge.addUser(login).token, api_base: forge.api_base }
        await asJson(await desk.put('/api/v1/forges/github/token', given, who), 200)
      }
      await use(desk)
    },
    {
      surface: {
        paths: { ci: { repository: forge.repository, api_base: forge.api_base } },
        smoke: { kind: 'forge_checks' },
      },
      gate: { forgePollMs: 10 },
    },
  )

describe.each(engines)('a deploy by the forge, on %s', (engine) => {
  test('waits for its reviewer, is approved from here, and its entry carries who did', () =>
    withForge(engine, async (desk) => {
      const sha = desk.service.commit()
      forge.setChecks(sha, [{ name: 'test', status: 'completed', conclusion: 'success' }])
      const diff = await desk.diff()
      expect(diff.smoke).toMatchObject({ verdict: 'passed', detail: expect.stringContaining('test') })
      await problemOf(await desk.begin(diff.preview_id), 409, 'path_not_offered')
      const begun = await desk.begun(desk.begin(diff.preview_id, { path: 'ci' }))
      expect(begun).toMatchObject({ path: 'ci', trigger: 'ci', health_attempts: 0, break_glass: false, review: null })
      await until('the forge has a run', () => forge.runs.length > 0)
      forge.runs[0]?.smoke('success')
      const now = () => desk.deploy(begun.id, 'deputy')
      await until('it waits and says for whom', async () => (await now()).reviewers.length > 0)
      const waiting = await now()
      expect(waiting).toMatchObject({
        state: 'approval_pending',
        reviewers: ['bo', 'cy'],
        run_url: forge.runs[0]?.html_url,
      })
      expect(waiting.commands.find(({ name }) => name === 'approve')).toMatchObject({ enabled: true })
      await problemOf(await desk.send(`${deploys}/${begun.id}/approve`, {}, 'commander'), 502, 'forge_refused')
      await desk.done(desk.send(`${deploys}/${begun.id}/approve`, { comment: 'Go' }, 'deputy'))
      await until('it is approved', async () => (await now()).approval !== null)
      forge.runs[0]?.push('success').health('success')
      await desk.idle()
      expect(await now()).toMatchObject({
        outcome: 'success',
        state: 'audit_written',
        approval: { by: { name: 'bo', via: 'forge', verified: false }, comment: 'Go' },
        reviewers: [],
      })
      expect(await desk.verify()).toMatchObject({ ok: true })
    }))

  test('is rejected from here, and that is the end of it', () =>
    withForge(engine, async (desk) => {
      const sha = desk.service.commit()
      forge.setChecks(sha, [{ name: 'test', status: 'completed', conclusion: 'success' }])
      const { preview_id } = await desk.diff()
      const { id } = await desk.begun(desk.begin(preview_id, { path: 'ci' }))
      await until('the forge has a run', () => forge.runs.length > 0)
      forge.runs[0]?.smoke('success')
      await until('it waits', async () => (await desk.deploy(id)).state === 'approval_pending')
      await desk.done(desk.send(`${deploys}/${id}/reject`, { comment: 'Not today' }, 'deputy'))
      await desk.idle()
      expect(await desk.deploy(id)).toMatchObject({ outcome: 'rejected', state: 'rejected' })
    }))
})
