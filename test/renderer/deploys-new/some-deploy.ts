import type { Deploy, DeployDiff, Surface } from '../../../renderer/deploys-api.ts'

export const shaOf = (letter: string): string => letter.repeat(40)
const at = '2026-04-29T14:33:00.000Z'
const actor = {
  id: 'a1',
  issuer: 'sample',
  subject: 'commander',
  name: 'Mira',
  email: null,
  via: 'sample',
  verified: true,
  erased: false,
} as unknown as Deploy['actor']

export const someDeploy = (given: Partial<Deploy> = {}): Deploy => ({
  ...{ id: 'd1', surface: 'console', kind: 'deploy', path: 'local', state: 'triggered', environment: 'production' },
  ...{ target_app: 'raxx-console-prod', from_sha: shaOf('a'), to_sha: shaOf('b'), to_release: null, release: null },
  ...{ actor, trigger: 'local-script', started_at: at, finished_at: null, outcome: null, detail: null },
  ...{ observed_sha: null, ended_by: null, rollback_command: 'heroku releases:rollback --app raxx-console-prod' },
  ...{ run_url: null, smoke: null, approval: null, reviewers: [], probes: [], health_attempts: 5, snapshot: null },
  ...{ state_serial: null, break_glass: false, passes: [], warnings: [], review: null, stopping: false, last_seq: 1 },
  commands: [],
  ...given,
})

export const someCommit = (letter: string): DeployDiff['commits'][number] => ({
  sha: shaOf(letter),
  author: 'Jonas Lind',
  at,
  subject: `Commit ${letter}`,
})

export const someDiff = (given: Partial<DeployDiff> = {}): DeployDiff => ({
  ...{ surface: 'console', from_sha: shaOf('a'), to_sha: shaOf('b'), commits: [someCommit('b')], commits_total: 1 },
  ...{
    lost: [],
    lost_total: 0,
    fast_forward: true,
    files: [],
    files_total: 0,
    additions: 0,
    deletions: 0,
    truncated: false,
  },
  ...{ preview_id: 'pv1', phrase: 'deploy console to prod', plan: null, warnings: [] },
  smoke: { verdict: 'none', detail: '', at: null },
  ...given,
})

const ci = {
  forge: 'github' as const,
  repository: 'raxx/raxx',
  workflow: 'deploy-console.yml',
  environment: 'production',
  api_base: 'https://api.github.com',
}

export const someSurface = (given: Partial<Surface> = {}): Surface =>
  ({
    ...{ id: 'console', name: 'Console', environment: 'production', app: 'raxx-console-prod', host: 'heroku' },
    ...{ paths: { local: {}, ci }, lock: null, freezes: [], quarantined: [], in_flight: [], last_deploys: [] },
    running: { sha: shaOf('a'), release: 'v30', since: at, by: null, observed_at: at, error: null, drifted: false },
    commands: [
      { name: 'deploy_local', enabled: true },
      { name: 'deploy_ci', enabled: true },
      { name: 'pass', enabled: true },
    ],
    ...given,
  }) as Surface
