import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dispatchRun } from '../../main/gate/forge/dispatch-run.ts'
import { nextSeen } from '../../main/gate/forge/next-seen.ts'
import type { Deploy } from '../../shared/domain/gate.ts'
import { type FakeGithub, type ForgeUser, startGithub } from '../fakes/github.ts'
import type { FakeRun } from '../fakes/github-run.ts'
import { ciOf, deployOf, follow, inputsOf } from './forge-follow-kit.ts'

let forge: FakeGithub
let ada: ForgeUser
beforeEach(async () => {
  forge = await startGithub()
  ada = forge.addUser('ada')
  forge.setEnvironment('production', { reviewers: ['Bo', 'ada'], teams: ['release'] })
})
afterEach(() => forge.close())

const signal = new AbortController().signal
const began = (deploy: Deploy, environment = 'production') => forge.beginRun(inputsOf(deploy, environment), ada)
const dispatch = (deploy: Deploy, user = ada) =>
  dispatchRun({ deploy, ref: 'main', ci: ciOf(forge), asked: { token: user.token, signal }, fetch, clock: Date.now })

describe('a dispatch', () => {
  it('gives the run the two ends, the target and the id that it is found by', async () => {
    const run_url = await dispatch(deployOf())
    expect(run_url).toBe(forge.runs[0]?.html_url)
    expect(forge.runs[0]?.inputs).toEqual({
      surface: 'console',
      app: 'raxx-console-prod',
      environment: 'production',
      sha: 'b'.repeat(40),
      from_sha: 'a'.repeat(40),
      countersign_deploy: deployOf().deploy_id,
    })
  })

  it.each([
    ['asks nobody', () => forge.setEnvironment('production'), /no required reviewers/],
    ['is not there', () => forge.state.environments.clear(), /has no environment production/],
  ])('to production is not made where the environment %s', async (_, arrange, message) => {
    arrange()
    await expect(dispatch(deployOf())).rejects.toThrow(message)
    expect(forge.runs).toEqual([])
  })

  it('says in the forge’s words what it does not allow', async () => {
    const reader = forge.addUser('cy', { write: false })
    await expect(dispatch(deployOf(), reader)).rejects.toThrow('Must have admin rights to Repository.')
  })
})

const stories: [string, (run: FakeRun) => unknown, string[]][] = [
  [
    'approved, deployed, well',
    (run) => run.smoke('success').approve('Bo').push('success').health('success'),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'approved', 'deployed', 'success'],
  ],
  ['blocked', (run) => run.smoke('failure'), ['smoke_started', 'blocked']],
  [
    'rejected',
    (run) => run.smoke('success').reject('Bo', 'not on a Friday'),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'rejected'],
  ],
  [
    'never approved',
    (run) => run.smoke('success').timeOut(),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'rejected'],
  ],
  [
    'not pushed',
    (run) => run.smoke('success').approve('Bo').push('failure'),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'approved', 'deploy_failed'],
  ],
  [
    'not well',
    (run) => run.smoke('success').approve('Bo').push('success').health('failure'),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'approved', 'deployed', 'health_check_failed'],
  ],
  ['cancelled before its gate', (run) => run.cancel(), ['smoke_started', 'cancelled']],
  [
    'cancelled while it waited',
    (run) => run.smoke('success').cancel(),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'cancelled'],
  ],
  [
    'cancelled while it pushed',
    (run) => run.smoke('success').approve('Bo').pushing().cancel(),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'approved', 'unknown'],
  ],
  [
    'cancelled after it had pushed',
    (run) => run.smoke('success').approve('Bo').push('success').cancel(),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'approved', 'deployed', 'unknown'],
  ],
  [
    'let past its reviewers',
    (run) => run.smoke('success').bypass().push('success').health('success'),
    ['smoke_started', 'smoke_passed', 'approval_asked', 'approved', 'deployed', 'success'],
  ],
]

describe('a run that is looked at when it is over', () => {
  it.each(stories)('%s', async (_, story, kinds) => {
    const deploy = deployOf()
    story(began(deploy))
    const found = await follow(forge, ada, deploy)
    expect(found.kinds).toEqual(['run_found', ...kinds])
    expect(found.deploy.run_url).toBe(forge.runs[0]?.html_url)
  })
})

describe('a run that is followed', () => {
  it('is seen as it goes, with those who may approve and who did', async () => {
    const deploy = deployOf()
    const run = began(deploy)
    const found = await follow(forge, ada, deploy, [
      () => run.start(),
      () => run.print('gate', '12 checks passed').smoke('success'),
      () => run.approve('Bo', 'go on'),
      () => run.pushing(),
      () => run.push('success'),
      () => run.health('success'),
    ])
    expect(found.kinds).toEqual(['run_found', ...(stories[0]?.[2] ?? [])])
    expect(found.reviewers[0]).toEqual({ names: ['Bo', 'ada', 'team release'], mine: true })
    expect(found.seen.find(({ kind }) => kind === 'approved')).toMatchObject({
      by: { issuer: `forge:${forge.api_base}`, subject: 'bo', name: 'Bo', email: null, via: 'forge', verified: false },
      comment: 'go on',
    })
    const said = (line: string) => found.lines.filter((each) => each === line)
    expect(said('  Push to the host: success')).toHaveLength(1)
    expect(said('    12 checks passed')).toHaveLength(1)
  })

  it('of staging asks nobody', async () => {
    const deploy = deployOf({ environment: 'staging' })
    const run = began(deploy, 'staging')
    const ci = ciOf(forge, 'staging')
    const found = await follow(
      forge,
      ada,
      deploy,
      [() => run.smoke('success'), () => run.push('success'), () => run.health('success')],
      { ci },
    )
    expect(found.kinds).toEqual(['run_found', 'smoke_started', 'smoke_passed', 'deploy_started', 'deployed', 'success'])
  })

  it('has jobs that are named after who called the workflow too', async () => {
    forge.state.calledBy = 'production'
    const deploy = deployOf()
    began(deploy).smoke('success').approve('Bo').push('success').health('success')
    const found = await follow(forge, ada, deploy)
    expect(found.kinds.at(-1)).toBe('success')
  })

  it('says who rejected it and why', async () => {
    const deploy = deployOf()
    began(deploy).smoke('success').reject('Bo', 'not on a Friday')
    const { seen } = await follow(forge, ada, deploy)
    expect(seen.at(-1)).toMatchObject({ outcome: 'rejected', by: { name: 'Bo' }, detail: 'not on a Friday' })
  })

  it('names nobody where the forge names nobody', async () => {
    const deploy = deployOf()
    began(deploy).smoke('success').bypass()
    const { seen } = await follow(forge, ada, deploy)
    expect(seen.at(-1)).toMatchObject({
      kind: 'approved',
      by: { name: 'nobody that the forge names', verified: false },
    })
  })

  it('is taken up by another process at every point, and nothing is said twice', async () => {
    const deploy = deployOf()
    const run = began(deploy)
    const acts = [
      () => run.start(),
      () => run.smoke('success'),
      () => run.approve('Bo'),
      () => run.push('success'),
      () => run.health('success'),
    ]
    const kinds: string[] = []
    let row = deploy
    for (const act of [() => undefined, ...acts]) {
      act()
      const found = await follow(forge, ada, row)
      kinds.push(...found.kinds)
      row = found.deploy
    }
    expect(kinds).toEqual(['run_found', ...(stories[0]?.[2] ?? [])])
  })

  it('is found by the id in its title where the forge did not name it', async () => {
    forge.state.runDetails = 'none'
    const deploy = deployOf()
    began({ ...deploy, deploy_id: 'another' })
    expect(await dispatch(deploy)).toBeNull()
    began({ ...deploy, deploy_id: 'a later one' })
    const found = await follow(forge, ada, deploy)
    expect(found.deploy.run_url).toBe(forge.runs[1]?.html_url)
  })

  it('is unknown when there is none after a while, and when it is deleted', async () => {
    let now = Date.now()
    const late = await follow(forge, ada, deployOf(), [() => (now += 200_000)], { clock: () => now })
    expect(late.kinds).toEqual(['unknown'])
    const deploy = deployOf()
    const run = began(deploy)
    const gone = await follow(forge, ada, deploy, [() => run.vanish()])
    expect(gone.kinds).toEqual(['run_found', 'unknown'])
  })

  it('waits out an outage and a rate limit, and says so once', async () => {
    const deploy = deployOf()
    const run = began(deploy)
    const found = await follow(forge, ada, deploy, [
      () => forge.outage(true),
      () => undefined,
      () => forge.outage(false),
      () => forge.rateLimitNext(42),
      () => run.smoke('failure'),
    ])
    expect(found.kinds.at(-1)).toBe('blocked')
    expect(found.lines.filter((line) => line.includes('cannot be reached'))).toHaveLength(1)
    expect(found.lines.filter((line) => line === 'The forge answers again.')).toHaveLength(2)
    expect(found.pauses).toContain(42_000)
  })

  it('goes on when a token that was revoked is replaced', async () => {
    const deploy = deployOf()
    const run = began(deploy)
    let user: ForgeUser | null = ada
    const found = await follow(
      forge,
      null,
      deploy,
      [
        () => forge.revoke(ada),
        () => {
          user = null
        },
        () => {
          user = forge.addUser('dan')
          run.smoke('failure')
        },
      ],
      { token: async () => user?.token ?? null },
    )
    expect(found.kinds).toEqual(['run_found', 'smoke_started', 'blocked'])
    expect(found.lines.some((line) => line.startsWith('The forge does not take this token'))).toBe(true)
    expect(found.lines.some((line) => line.startsWith('There is no token'))).toBe(true)
    expect(JSON.stringify(found.lines)).not.toContain(ada.token)
  })

  it('goes on without a log that cannot be had', async () => {
    const deploy = deployOf()
    began(deploy).smoke('failure')
    const noLog: typeof fetch = (url, init) =>
      String(url).endsWith('/logs') ? Promise.resolve(new Response(null, { status: 410 })) : fetch(url, init)
    const found = await follow(forge, ada, deploy, [], { fetch: noLog })
    expect(found.kinds.at(-1)).toBe('blocked')
    expect(found.lines).toContain('    (no log of it: The forge has no log (410).)')
  })
})

describe('what follows from a look', () => {
  const run = {
    id: 1,
    display_title: '',
    status: 'in_progress',
    conclusion: null,
    html_url: 'https://github.com/a/b/actions/runs/1',
    event: 'workflow_dispatch',
    path: '',
    head_sha: '',
    created_at: '',
  }
  const at = (state: 'approval_pending' | 'smoke_gate') => deployOf({ stage: { state, ending: null } })
  const deployJob = { id: 2, name: 'Deploy x to production', conclusion: null, started_at: null, completed_at: null }
  const approved = { state: 'approved', comment: '', environments: [{ name: 'production' }], user: { login: 'bo' } }

  it('is nothing of an approval while the job waits again: that was said of an attempt before', () => {
    const job = { ...deployJob, status: 'waiting', steps: [] }
    const view = { run, jobs: [job], pending: [], approvals: [approved] }
    expect(nextSeen(at('approval_pending'), view, ciOf(forge), 0)).toBeNull()
  })

  it('is an approval as soon as it is given, of its own environment alone', () => {
    const job = { ...deployJob, status: 'queued', steps: [] }
    const seen = (name: string) => {
      const view = { run, jobs: [job], pending: [], approvals: [{ ...approved, environments: [{ name }] }] }
      return nextSeen(at('approval_pending'), view, ciOf(forge), 0)?.kind
    }
    expect([seen('Production'), seen('docs')]).toEqual(['approved', undefined])
  })

  it('is blocked where a run could not start', () => {
    const view = {
      run: { ...run, status: 'completed', conclusion: 'startup_failure' },
      jobs: [],
      pending: [],
      approvals: [],
    }
    expect(nextSeen(at('smoke_gate'), view, ciOf(forge), 0)).toMatchObject({
      outcome: 'blocked',
      detail: 'The run ended before its smoke gate: startup_failure.',
    })
  })
})
