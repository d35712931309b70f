import { afterEach, beforeEach, expect, it } from 'vitest'
import { forgeChecks } from '../../main/gate/forge/forge-checks.ts'
import { type FakeGithub, type ForgeCheck, type ForgeUser, startGithub } from '../fakes/github.ts'

let forge: FakeGithub
let ada: ForgeUser
beforeEach(async () => {
  forge = await startGithub()
  ada = forge.addUser('ada')
})
afterEach(() => forge.close())

const sha = 'c'.repeat(40)
const ask = (token = ada.token) =>
  forgeChecks(
    { api_base: forge.api_base, repository: forge.repository, fetch, clock: Date.now, workflow: 'deploy.yml' },
    sha,
    { token, signal: new AbortController().signal },
  )
const check = (name: string, conclusion: string | null): ForgeCheck => ({
  name,
  status: conclusion === null ? 'in_progress' : 'completed',
  conclusion,
})

it.each([
  ['passed', [check('test', 'success'), check('docs', 'skipped')], [{ context: 'ci/lint', state: 'success' }]],
  ['failed', [check('test', 'success'), check('lint', 'failure'), check('slow', null)], []],
  ['failed', [check('test', 'success')], [{ context: 'ci/lint', state: 'error' }]],
  ['failed', [check('test', 'cancelled')], []],
  ['pending', [check('test', 'success'), check('slow', null)], []],
  ['pending', [check('test', 'success')], [{ context: 'ci/lint', state: 'pending' }]],
  ['failed', [], []],
] as const)('says %s of %j and %j', async (verdict, runs, statuses) => {
  forge.setChecks(sha, [...runs], [...statuses])
  await expect(ask()).resolves.toMatchObject({ verdict })
})

it('names what failed', async () => {
  forge.setChecks(sha, [check('lint', 'failure'), check('test', 'timed_out')])
  await expect(ask()).resolves.toEqual({ verdict: 'failed', detail: "The forge's checks failed: lint, test." })
})

it('leaves out runs of the deploy workflow itself, which would stand in their own way', async () => {
  const run = forge.beginRun({ sha, app: 'x', environment: 'production' }, ada)
  const suite = run.asRun().check_suite_id
  forge.setChecks(sha, [check('test', 'success'), { ...check('Deploy x to production', 'failure'), suite }])
  await expect(ask()).resolves.toMatchObject({ verdict: 'passed' })
})

it.each([
  ['the forge cannot be reached', () => forge.outage(true)],
  ['the token is not taken', () => forge.revoke(ada)],
  ['it is asked too often', () => forge.rateLimitNext()],
])('is unreachable when %s', async (_, arrange) => {
  forge.setChecks(sha, [check('test', 'success')])
  arrange()
  await expect(ask()).resolves.toMatchObject({ verdict: 'unreachable' })
})
