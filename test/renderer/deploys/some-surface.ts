import type { Surface } from '../../../renderer/deploys-api.ts'

const somebody: Surface['last_deploys'][number]['actor'] = {
  id: 'a1',
  issuer: 'sample',
  subject: 'commander',
  name: 'Sample commander',
  email: null,
  via: 'sample',
  verified: false,
  erased: false,
}

export const brief = (given: Partial<Surface['in_flight'][number]> = {}): Surface['in_flight'][number] => ({
  id: 'd1',
  kind: 'deploy',
  outcome: null,
  from_sha: 'a'.repeat(40),
  to_sha: 'b'.repeat(40),
  started_at: '2026-11-21T20:00:00Z',
  finished_at: null,
  actor: somebody,
  ...given,
})

export const release = { id: 'v30', sha: 'abc1234def', at: null, label: 'Deploy abc1234' }

/** A surface at which nothing goes on, and everything may be done. */
export const someSurface = (given: Partial<Surface> = {}): Surface => ({
  id: 'console',
  name: 'Console',
  environment: 'production',
  app: 'raxx-console-prod',
  host: 'heroku',
  repository: 'https://example.com/console.git',
  ref: 'main',
  remote: null,
  phrase: 'deploy console to prod',
  paths: { local: {} },
  health: { url: 'https://example.com/health', attempts: 5, interval_seconds: 10, timeout_seconds: 5 },
  smoke: { kind: 'none' },
  watch: { minutes: 10, every_seconds: 15, failures: 2 },
  notify: [],
  static_paths: [],
  settings: { api_base: 'https://api.heroku.com', api_key: 'HEROKU_API_KEY' },
  defined: 'api',
  at: 'here',
  running: {
    sha: 'f'.repeat(40),
    release: 'v31',
    since: null,
    by: null,
    observed_at: '2026-11-21T20:00:00Z',
    error: null,
    drifted: false,
  },
  health_now: null,
  lead: 0,
  in_flight: [],
  last_deploys: [],
  rollback: { to: release, command: 'heroku releases:rollback v30', enabled: true, reason: null, last_seconds: null },
  lock: null,
  freezes: [],
  quarantined: [],
  alert: null,
  open_reviews: [],
  secrets: [],
  commands: [
    { name: 'deploy_local', enabled: true },
    { name: 'deploy_ci', enabled: false, reason: 'This surface has no CI path here.' },
    { name: 'rollback', enabled: true },
  ],
  ...given,
})
