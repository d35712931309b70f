import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { jobNames, stepNames } from '../../main/gate/forge/job-names.ts'
import { DeployReport } from '../../shared/contract/deploys.ts'
import { type DeployScene, startDeployScene } from '../support/workflows/deploy-scene.ts'
import { readWorkflow } from '../support/workflows/run-workflow.ts'

const files = ['resources/workflows/deploy.yml', 'resources/workflows/static-preview.yml'] as const
const deploy = readWorkflow(files[0])
const text = readFileSync(files[0], 'utf8')
/** As the file has it, of an input. */
const input = (name: string) => `\${{ inputs.${name} }}`
const [gate, ship, report] = ['gate', 'deploy', 'report'].map((name) => deploy.jobs[name])

describe.each(files)('%s', (file) => {
  const { jobs, permissions } = readWorkflow(file)
  const steps = Object.values(jobs).flatMap((job) => job.steps)

  it('puts nothing into a script but by its environment', () => {
    for (const { name, run } of steps) expect([name, run?.includes('${{')]).not.toEqual([name, true])
  })

  it('takes no action that is not pinned, and no other than the checkout', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^actions\/checkout@[0-9a-f]{40}$/)
  })

  it('leaves no token in what is checked out', () => {
    for (const { uses, with: given } of steps)
      if (uses !== undefined) expect(given).toMatchObject({ 'persist-credentials': false })
  })

  it('may nothing that a job does not say', () => {
    expect(permissions).toEqual({})
    for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined()
  })

  it('holds no secret and shows none', () => {
    const whole = readFileSync(file, 'utf8')
    expect(whole).not.toMatch(/sk-at-|ghp_|hooks\.slack\.com|HRKU-/)
    expect(whole).not.toMatch(/set -x|-H ['"]Authorization/)
  })
})

describe('the gate of deploy.yml', () => {
  it('begins with nobody’s push: it is dispatched or called', () => {
    expect(Object.keys(deploy.on).toSorted()).toEqual(['workflow_call', 'workflow_dispatch'])
  })

  it('lets no production out but by a dispatch, and only after its gate', () => {
    expect(ship).toMatchObject({
      needs: 'gate',
      if: "needs.gate.outputs.class != 'production' || github.event_name == 'workflow_dispatch'",
    })
  })

  it('waits in the environment that is named in its title', () => {
    expect(ship).toMatchObject({
      name: `Deploy ${input('app')} to ${input('environment')}`,
      environment: input('environment'),
    })
  })

  it('takes the keys of the host in the job that waits, and nowhere else', () => {
    const has = (job: unknown) => JSON.stringify(job).includes('secrets.HEROKU_API_KEY')
    expect([gate, ship, report].map(has)).toEqual([false, true, false])
  })

  it('asks for health five times, ten seconds apart', () => {
    const health = ship?.steps.find(({ name }) => name === stepNames.health)
    expect(health?.env).toMatchObject({ ATTEMPTS: 5, INTERVAL_SECONDS: 10 })
    expect(health?.['continue-on-error']).toBeUndefined()
  })

  it('records whatever became of it, and fails where that cannot be recorded', () => {
    const record = report?.steps.find(({ name }) => name === 'Record it')
    expect(report).toMatchObject({ if: 'always()', needs: ['gate', 'deploy'] })
    expect(record).toMatchObject({ if: 'always()' })
    expect(record?.['continue-on-error']).toBeUndefined()
  })

  it('lets one deploy of a surface go on at a time, and breaks none off', () => {
    expect(ship?.concurrency).toEqual({
      group: `deploy-${input('surface')}-${input('environment')}`,
      'cancel-in-progress': false,
    })
  })

  it('gives each job no more than it needs', () => {
    expect([gate, ship, report].map((job) => job?.permissions)).toEqual([
      { contents: 'read', actions: 'read', checks: 'read', statuses: 'read' },
      { contents: 'read' },
      { actions: 'read', contents: 'write', 'pull-requests': 'write' },
    ])
  })

  it('is called as the console knows it', () => {
    expect(gate?.name).toBe(jobNames.gate)
    expect(ship?.name.startsWith(jobNames.deploy)).toBe(true)
    expect(report?.name).toBe(jobNames.report)
    for (const name of Object.values(stepNames)) expect(ship?.steps.map((step) => step.name)).toContain(name)
    expect(deploy['run-name']).toContain('(${{ inputs.countersign_deploy')
  })

  it('takes the same whether it is dispatched or called', () => {
    const { on } = parse(text) as {
      on: Record<string, { inputs: Record<string, { required: boolean; type: string }> }>
    }
    const plain = (inputs: Record<string, { required: boolean; type: string }> = {}) =>
      Object.entries(inputs).map(([name, { required, type }]) => ({ name, required, type }))
    expect(plain(on.workflow_call?.inputs)).toEqual(plain(on.workflow_dispatch?.inputs))
  })
})

describe('a run of deploy.yml', () => {
  let scene: DeployScene
  beforeEach(async () => {
    scene = await startDeployScene()
  })
  afterEach(() => scene.close())
  const comments = () => scene.forge.comments.map(({ on, body }) => `${on}: ${body}`)

  it('deploys, is well, and says so everywhere', async () => {
    const { jobs, log } = await scene.run({ inputs: { countersign_deploy: 'deploy-1' } })
    expect([jobs.gate?.result, jobs.deploy?.result, jobs.report?.result], log).toEqual([
      'success',
      'success',
      'success',
    ])
    expect(scene.there()).toBe(scene.second)
    const record = DeployReport.parse(scene.record())
    expect(record).toMatchObject({
      id: 'deploy-1',
      surface: 'console',
      path: 'ci',
      environment: 'production',
      from_sha: scene.first,
      to_sha: scene.second,
      target_app: 'raxx-console-prod',
      trigger: 'ci',
      outcome: 'success',
      actor: 'bo',
      approved_by: 'bo',
      comment: 'go on',
      run_url: `https://github.com/raxx/console/actions/runs/${scene.forge.runs[0]?.id}`,
    })
    expect(scene.records()[0]?.headers.authorization).toBe('Bearer sk-at-key')
    const ends = `\`${scene.first.slice(0, 7)}\` → \`${scene.second.slice(0, 7)}\`, by bo`
    expect(comments()).toEqual([
      expect.stringContaining(
        `commit ${scene.second}: **production**: \`raxx-console-prod\` is deployed and well. ${ends}`,
      ),
    ])
    expect(scene.others.at('/slack')).toHaveLength(1)
    expect(log).toContain('TARGET: production (raxx-console-prod)')
    expect(log).not.toContain('heroku-key-never-shown')
    expect(log).not.toContain('sk-at-key')
  })

  it('comments on the pull request that a commit came with', async () => {
    scene.forge.setPulls(scene.second, [7])
    await scene.run()
    expect(comments()).toEqual([expect.stringMatching(/^pull 7: \*\*production\*\*/)])
  })

  it('is found well at the fifth attempt', async () => {
    scene.state.health = [503, 500, 404, 503, 200]
    const { jobs } = await scene.run()
    expect(jobs.deploy?.result).toBe('success')
    expect(scene.others.at('/health')).toHaveLength(5)
  })

  it('fails when it is not well after five, and says how to go back', async () => {
    scene.state.health = [503]
    const { jobs } = await scene.run()
    expect([jobs.deploy?.result, jobs.report?.result]).toEqual(['failure', 'success'])
    expect(scene.others.at('/health')).toHaveLength(5)
    expect(scene.record()).toMatchObject({ outcome: 'health_check_failed', approved_by: 'bo', to_sha: scene.second })
    expect(comments()).toEqual([expect.stringContaining('is **not well**: roll back now')])
    expect(JSON.stringify(scene.others.at('/slack')[0]?.body)).toContain(
      'heroku releases:rollback --app raxx-console-prod',
    )
  })

  it('fails when it cannot be pushed', async () => {
    writeFileSync(`${scene.host}/hooks/pre-receive`, '#!/bin/sh\necho "Push rejected, failed to compile"\nexit 1\n', {
      mode: 0o755,
    })
    const { jobs, log } = await scene.run()
    expect(jobs.deploy).toMatchObject({ result: 'failure', steps: { 'Check health': 'skipped' } })
    expect(log).toContain('failed to compile')
    expect(scene.there()).toBe(scene.first)
    expect(scene.record()).toMatchObject({ outcome: 'deploy_failed', actor: 'bo', from_sha: scene.first })
    expect(comments()).toEqual([expect.stringContaining('**failed to deploy**')])
  })

  it('pushes nothing where something else is there by now', async () => {
    const other = scene.commit('three')
    scene.git(scene.source, 'push', '-q', '-f', scene.host, 'main')
    const { jobs, log } = await scene.run()
    expect(jobs.deploy?.steps).toMatchObject({ 'Push to the host': 'failure' })
    expect(log).toContain('look at the difference again')
    expect(scene.there()).toBe(other)
    expect(scene.record()).toMatchObject({ outcome: 'deploy_failed' })
  })

  it('pushes nothing over what came between its look and its push', async () => {
    const between = scene.commit('three')
    const bin = join(scene.dir, 'bin')
    mkdirSync(bin)
    const git =
      process.env.PATH?.split(':')
        .map((dir) => join(dir, 'git'))
        .find((file) => existsSync(file)) ?? 'git'
    const racing = `#!/bin/sh\n"${git}" "$@" || exit $?\ncase "$*" in *ls-remote*) "${git}" -C '${scene.source}' push -q '${scene.host}' main ;; esac\n`
    writeFileSync(join(bin, 'git'), racing, { mode: 0o755 })
    const { jobs, log } = await scene.run({ path: bin })
    expect(jobs.deploy?.steps).toMatchObject({ 'Push to the host': 'failure' })
    expect(log).toContain('stale info')
    expect(scene.there()).toBe(between)
  })

  it('takes Heroku’s word for what runs after a rollback', async () => {
    const bad = scene.commit('three')
    scene.git(scene.source, 'push', '-q', '-f', scene.host, 'main')
    scene.forge.setChecks(bad, [{ name: 'test', status: 'completed', conclusion: 'success' }])
    scene.state.heroku = scene.first
    const { jobs, log } = await scene.run()
    expect(jobs.deploy?.result, log).toBe('success')
    expect(scene.there()).toBe(scene.second)
    expect(scene.record()).toMatchObject({ from_sha: scene.first, outcome: 'success' })
  })

  it('is blocked by a check that failed', async () => {
    scene.forge.setChecks(scene.second, [{ name: 'test', status: 'completed', conclusion: 'failure' }])
    const { jobs } = await scene.run()
    expect([jobs.gate?.result, jobs.deploy?.result]).toEqual(['failure', 'skipped'])
    expect(scene.there()).toBe(scene.first)
    expect(DeployReport.parse(scene.record())).toMatchObject({ outcome: 'blocked', actor: 'ada' })
    expect(comments()).toEqual([expect.stringContaining('was **blocked** by the smoke gate')])
  })

  it('does not stand in its own way: its own run is no check of the commit', async () => {
    await scene.run()
    const suite = scene.forge.runs[0]?.asRun().check_suite_id ?? 0
    scene.forge.setChecks(scene.second, [
      { name: 'test', status: 'completed', conclusion: 'success' },
      { name: 'Smoke gate', status: 'in_progress', conclusion: null, suite },
    ])
    const { jobs, log } = await scene.run({ inputs: { from_sha: scene.second } })
    expect(jobs.gate?.result, log).toBe('success')
  })

  it.each([
    ['has no checks', () => scene.forge.setChecks(scene.second, [])],
    ['has a status that failed', () => scene.forge.setChecks(scene.second, [], [{ context: 'ci', state: 'failure' }])],
  ])('is blocked where the commit %s', async (_, arrange) => {
    arrange()
    expect((await scene.run()).jobs.gate?.result).toBe('failure')
    expect(scene.there()).toBe(scene.first)
  })

  it('is rejected by a reviewer, and nothing is deployed', async () => {
    const { jobs } = await scene.run({ review: 'rejected' })
    expect(jobs.deploy?.result).toBe('failure')
    expect(scene.there()).toBe(scene.first)
    expect(DeployReport.parse(scene.record())).toMatchObject({
      outcome: 'rejected',
      actor: 'bo',
      comment: 'not on a Friday',
    })
  })

  it('is rejected where nobody came in time, by nobody in particular', async () => {
    await scene.run({ review: 'late' })
    expect(scene.record()).toMatchObject({ outcome: 'rejected', actor: 'ada' })
    expect(scene.record()).not.toHaveProperty('approved_by')
  })

  it('of staging goes out by a push, and asks nobody', async () => {
    const inputs = { environment: 'staging', app: 'raxx-console-staging' }
    const { jobs, log } = await scene.run({ inputs, event: 'push' })
    expect(jobs.deploy?.result, log).toBe('success')
    expect(scene.record()).toMatchObject({ environment: 'staging', outcome: 'success', actor: 'ada' })
  })

  it.each([
    ['by a push', { event: 'push' }, 'it is deployed when a person dispatches it, never by a push'],
    ['by a schedule', { event: 'schedule' }, 'never by a schedule'],
    ['by another name for it', { event: 'push', inputs: { environment: 'live' } }, 'live is production'],
    ['where nobody would be asked', { inputs: { environment: 'live' } }, 'no required reviewers'],
    ['by half a commit', { inputs: { sha: 'abc1234' } }, 'all its 40 digits'],
    ['by a name that is a command', { inputs: { app: 'x\n::set-env name=PATH::/tmp' } }, 'plain names'],
    ['unrecorded', { without: ['COUNTERSIGN_URL'] }, 'No deploy goes unrecorded'],
    ['without a key to record it', { without: ['COUNTERSIGN_API_KEY'] }, 'No deploy goes unrecorded'],
  ])('does not reach production %s', async (_, how, why) => {
    const { jobs, log } = await scene.run(how)
    expect([jobs.gate?.result, jobs.deploy?.result]).toEqual(['failure', 'skipped'])
    expect(log).toContain(why)
    expect(scene.there()).toBe(scene.first)
  })

  it('does not reach production with the app of another environment', async () => {
    const { jobs, log } = await scene.run({ inputs: { app: 'raxx-console-staging' } })
    expect(jobs.deploy?.steps).toMatchObject({ 'Confirm the target': 'failure', 'Push to the host': 'skipped' })
    expect(log).toContain('deploys the app “raxx-console-prod”')
    expect(scene.there()).toBe(scene.first)
  })

  it('deploys no commit that the branch does not have', async () => {
    scene.git(scene.source, 'checkout', '-q', '-b', 'side', scene.first)
    const side = scene.commit('from a fork')
    scene.git(scene.source, 'checkout', '-q', 'main')
    scene.forge.setChecks(side, [{ name: 'test', status: 'completed', conclusion: 'success' }])
    const { jobs } = await scene.run({ inputs: { sha: side } })
    expect(jobs.gate?.steps).toMatchObject({ 'Find the commit': 'failure' })
    expect(scene.there()).toBe(scene.first)
  })

  it('fails where the record is not taken, though everything went well', async () => {
    scene.state.records = 503
    const { jobs } = await scene.run()
    expect([jobs.deploy?.result, jobs.report?.result]).toEqual(['success', 'failure'])
    expect(scene.records()).toHaveLength(8)
    expect(comments()).toHaveLength(1)
  })
})

describe('the README beside them', () => {
  const readme = readFileSync('resources/workflows/README.md', 'utf8')

  it('shows a caller that gives what is asked for, and reaches no production', () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const caller = parse(example) as { on: object; permissions: object; jobs: { staging: { with: object } } }
    const ofPush = '$'.concat('{{ github.sha }}')
    const given = { surface: 'console-staging', app: 'raxx-console-staging', environment: 'staging', sha: ofPush }
    expect(caller.jobs.staging.with).toEqual(given)
    // A workflow that is called may no more than who calls it.
    const needed = Object.values(deploy.jobs).flatMap((job) => Object.entries(job.permissions))
    const most = Object.fromEntries(needed.toSorted(([, a], [, b]) => a.localeCompare(b)))
    expect(caller.permissions).toEqual(most)
  })

  it('names what has to be set up', () => {
    const named = [...text.matchAll(/\b(?:vars|secrets)\.([A-Z_]+)/g)].map(([, name = '']) => name)
    const optional = new Set(['HEROKU_API_URL'])
    for (const name of new Set(named)) if (!optional.has(name)) expect(readme).toContain(name)
  })
})
