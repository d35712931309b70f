import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Held = readonly [sentence: string, file: string, title: string]

const walk = 'test/shared/gate-walk.test.ts'
const diagram = 'goes the ways of the diagram, every one of them and no other'
const flow = 'test/checks/workflows.test.ts'
const wentOut = 'deploys, is well, and says so everywhere'
const http = 'test/http/deploys.test.ts'
const byHand = 'goes out as it was previewed, and comes back by one press'
const refusals = 'test/http/deploys-refusals.test.ts'
const records = 'test/http/deploys-records.test.ts'
const story = 'test/sample/deploy-story.test.ts'
const cli = 'test/cli/deploy.test.ts'
const audit = 'test/shared/surface-standing.test.ts'
const fields = 'the audit record has every field of section 8 of the source'
const slack = 'test/use-cases/deploys/notice-messages.test.ts'
const slackSays = 'P6: %s says to Slack where, what, from where to where, by whom, and how to go back'
const terminal = 'a deploy at a terminal: banner, diff, phrase, live log, outcome, and the way back'
const screen = 'test/e2e/deploys-new.spec.ts'
const list = 'test/e2e/deploys-surfaces.spec.ts'
const live = 'test/e2e/deploys-live.spec.ts'
const screenWalk =
  'P1, P2, P4, P5, P6: by keyboard alone one sees what ships, types the phrase, watches it fail health, and'
const executor = 'test/gate/executor.test.ts'
const ledgered = 'P3: every step is in the ledger before the next begins, and the service runs it (%s)'
const heroku = 'test/gate/host-heroku.test.ts'
const pages = 'test/gate/host-cloudflare.test.ts'
const terraform = 'test/gate/host-terraform.test.ts'
const ci = 'test/http/deploys-ci.test.ts'
const staticSite = 'test/checks/static-preview.test.ts'
const erasure = 'test/http/erasure-deploys.test.ts'
const tombstone = 'is a tombstone in every view and export, and the ledger verifies'
const kept = 'test/http/retention.test.ts'
const canaries = 'test/identity/deploy-canaries.test.ts'
const none = 'none is in a log, a row, an entry, a backup, a package, an answer or a file'
const preview = 'test/gate/preview.test.ts'
const previewed = 'P2: the from-SHA, the to-SHA, the commits between with authors, and the files'
const hold = 'test/e2e/deploys-rollback.spec.ts'
const held = 'P4: from the list to rolled back by keyboard alone, held for a second, to the release that was shown'

/**
 * Where each sentence of the source document ("Prod-Deploy Gating") is held to. The title named here has to stand in the
 * file: whoever renames or removes a test is led back to the sentence that it stood for. Of section 1 is the table of
 * surfaces; section 9 is the order in which its own project went about it.
 */
const source: readonly Held[] = [
  ['1 The prod surfaces and their gates', story, 'the five surfaces of the deploy-gating document are there'],
  ['2 No stored credentials: they must never appear in workflow files', flow, 'holds no secret and shows none'],
  ['… or shell scripts that ship: secrets are the store’s or the environment’s', canaries, none],
  ['2 Audit trail: actor identity, source SHA, target SHA, app, timestamp (UTC), outcome', audit, fields],
  [
    '2 No prod deploy may fire as a side effect of a push to main',
    flow,
    'begins with nobody’s push: it is dispatched or called',
  ],
  ['… structurally impossible, not just unlikely', flow, 'lets no production out but by a dispatch, and only after'],
  ['2 Break-glass preserved: the manual path remains available', http, byHand],
  ['… the gate fires on the break-glass path too', refusals, 'P1: the phrase names the target, and is typed exactly'],
  [
    '2 Kill-switch must survive the gate: rollback is unrestricted',
    'test/shared/surface-guards.test.ts',
    'P4: what stands before a rollback',
  ],
  [
    '… in under two minutes without re-running CI',
    'test/renderer/deploys/rollback-words.test.ts',
    'P4: how long it may',
  ],
  [
    '2 Secrets are rotatable without redeploy',
    'test/gate/surface-secrets.test.ts',
    'come from the store, else from the environment, read anew every time',
  ],
  ['P1 For CI: the environment’s required reviewer', walk, 'P1: nothing is pushed to production by the forge before'],
  ['… where nobody would be asked, nothing is deployed', flow, "['where nobody would be asked', "],
  ['P1 For local: a typed phrase that identifies the target', refusals, 'P1: the phrase names the target'],
  ['P2 Before the confirmation: from-SHA, to-SHA and the log of commits between', preview, previewed],
  ['… “I thought I was deploying X but Y was ahead of me”', refusals, 'P2: what moved since the preview refuses'],
  ['P3 Every prod deploy writes a structured audit record', executor, ledgered],
  ['… for CI: the run writes it, with its run log', flow, 'records whatever became of it, and fails where that cannot'],
  ['… for local: action console.deploy.prod', audit, fields],
  ['P4 Heroku: no redeploy, no rebuild', heroku, 'returns to exactly the release that it was given, and again'],
  ['P4 CF Pages: back to a deployment that was served', pages, 'returns to exactly that deployment, and again'],
  ['P4 Terraform: from the previous state snapshot', terraform, 'P4: a rollback restores exactly what was'],
  ['P4 does not require re-running CI', executor, 'P4: a rollback returns to what ran, asking nothing and building'],
  ['P5 After every prod deploy a health check runs', walk, 'P5: it ends well only after a probe that was well'],
  ['… failure triggers an alert', 'test/gate/watch.test.ts', 'P5: what breaks within the time raises one alert'],
  ['… and marks the run failed', flow, 'fails when it is not well after five, and says how to go back'],
  ['… without operator action, as part of the workflow', flow, 'asks for health five times, ten seconds apart'],
  ['P6 CLI: coloured banner and “TARGET: PRODUCTION”', cli, terminal],
  ['P6 CI: environment name in the job’s title', flow, 'waits in the environment that is named in its title'],
  ['… in the comment', flow, wentOut],
  ['… and in the Slack notification', slack, slackSays],
  ['P6 Console UI: at every step', screen, screenWalk],
  ['… and in the list', list, 'P6: every surface says where it leads'],
  ['4.1 push to path → the workflow fires for staging', flow, 'of staging goes out by a push, and asks nobody'],
  ['→ smoke gate', flow, 'is blocked by a check that failed'],
  ['→ production: the approval gate pauses', ci, 'waits for its reviewer, is approved from here, and its entry'],
  ['→ deploy to Heroku', heroku, 'pushes exactly that commit by real git, says what the build says'],
  ['→ post-deploy smoke check (5 retries, 10 s)', flow, 'is found well at the fifth attempt'],
  ['→ audit entry written', flow, 'records whatever became of it'],
  ['→ comment', flow, 'comments on the pull request that a commit came with'],
  ['→ … and Slack notification', flow, wentOut],
  [
    '4.1 The break-glass script, if GitHub is unavailable',
    'test/http/machine-gate.test.ts',
    'while the server is down it',
  ],
  ['4.1 → shows the banner, the diff, prompts', cli, terminal],
  ['4.1 → validates phrase exactly', cli, 'confirms nothing'],
  ['4.1 → polls /health', cli, 'what is out and not well ends with 7, and a rollback, at no terminal, with 0'],
  ['4.1 → writes audit entry', executor, ledgered],
  ['4.1 → prints rollback hint', cli, terminal],
  ['4.1 It is not the normal path; the CI workflow is', records, 'from another machine, past the forge, broke glass'],
  ['4.1 Rollback: no redeploy, no CI, in under 60 seconds', hold, held],
  ['4.2 Auto-deploy of static content is acceptable', staticSite, 'never blocks'],
  ['4.2 … a PR that touches them says what will deploy', staticSite, 'is told of every site, as it is configured'],
  ['4.2 This is a visibility check, not a hard gate', staticSite, 'is not in the way where the forge says no'],
  ['4.2 Rollback of CF Pages', pages, 'returns to exactly that deployment, and again'],
  ['4.3 Before apply: take a snapshot', terraform, 'P4: the snapshot comes first: kept, recorded and waited for'],
  [
    '4.3 its name: UTC timestamp and operator',
    'test/gate/run-terraform.test.ts',
    'named with the time and the operator',
  ],
  ['4.3 the plan must be reviewed and confirmed', terraform, 'shows the plan, and applies that very file'],
  [
    '… the plan that was shown and no other',
    'test/http/preview-bound.test.ts',
    'P2: what Terraform would change is bound to the preview',
  ],
  ['4.3 Post-apply: verify the service responds', walk, 'P5: it ends well only after a probe that was well'],
  [
    '4.3 The state change and the snapshot constitute the audit trail',
    'test/gate/run-terraform.test.ts',
    'the way back',
  ],

  ['5 [*] → Triggered', walk, diagram],
  ['5 Triggered → SmokeGate: job starts', walk, diagram],
  ['5 SmokeGate → Blocked: smoke fails', 'test/gate/run-smoke.test.ts', 'what the smoke gate says no to is blocked'],
  ['5 Blocked → [*]: deploy cancelled, PR comment', flow, 'is blocked by a check that failed'],
  ['5 SmokeGate → Resolved: smoke passes', 'test/gate/run-smoke.test.ts', 'what it passed is in the record'],
  ['5 Resolved → ApprovalPending: production', walk, diagram],
  ['5 Resolved → Deploying: staging (auto)', 'test/gate/forge-follow.test.ts', 'of staging asks nobody'],
  ['5 ApprovalPending → Deploying: reviewer approves', ci, 'waits for its reviewer, is approved from here'],
  ['5 ApprovalPending → Rejected: reviewer rejects', ci, 'is rejected from here, and that is the end of it'],
  ['… / timeout', flow, 'is rejected where nobody came in time, by nobody in particular'],
  ['5 Rejected → [*]: deploy cancelled', flow, 'is rejected by a reviewer, and nothing is deployed'],
  ['… Slack', slack, slackSays],
  ['5 Deploying → HealthCheck: deploy succeeds', executor, ledgered],
  ['5 Deploying → DeployFailed: deploy fails', flow, 'fails when it cannot be pushed'],
  [
    '5 DeployFailed → [*]: audit entry (failure), Slack',
    'test/gate/run-terraform.test.ts',
    'the way back is in the ledger',
  ],
  ['5 HealthCheck → AuditWritten: /health 200', http, byHand],
  ['5 HealthCheck → RollbackAlert: fails after 5 retries', walk, 'P5: it ends well only after a probe that was well'],
  [
    '5 RollbackAlert → [*]: audit entry, Slack, rollback hint',
    'test/use-cases/deploys/notices.test.ts',
    'what broke later on is told with the way back',
  ],
  ['5 AuditWritten → [*]: PR comment, Slack, success', flow, wentOut],
  ['5 and no other way', walk, 'by whatever events in whatever order, no state is come to but by its way'],

  [
    '6 workflow_dispatch {environment, ref}',
    'test/gate/forge-follow.test.ts',
    'gives the run the two ends, the target',
  ],
  ['6 smoke gate passes; resolve: target, app', flow, wentOut],
  ['6 pause: waiting for approval', 'test/gate/forge-follow.test.ts', 'is seen as it goes, with those who may approve'],
  ['6 “Approval required”: Slack', slack, slackSays],
  ['… and the desktop', 'test/shared/attention-deploys.test.ts', 'one waits as somebody opens the console'],
  ['6 click Approve', ci, 'waits for its reviewer, is approved from here, and its entry carries who did'],
  ['6 git push', flow, wentOut],
  ['6 GET /health (5 retries, 10 s)', flow, 'is found well at the fifth attempt'],
  ['6 write {action, from_sha, to_sha, actor, ts}', flow, 'const record = DeployReport.parse(scene.record())'],
  ['6 Slack “deployed — SHA → SHA”; comment with summary', flow, wentOut],

  ['7 fetch what the remote has; compute the diff', preview, previewed],
  ['7 display TARGET: PRODUCTION, the log; prompt', cli, terminal],
  ['7 types confirmation phrase; validate exactly', cli, 'confirms nothing'],
  ['7 git push', 'test/gate/git-push.test.ts', 'exactly that commit goes out'],
  ['7 curl /health (5 retries)', walk, 'P5: it ends well only after a probe that was well'],
  ['7 write the audit entry', executor, ledgered],
  ['7 “Deploy complete. Rollback: …”', cli, terminal],

  ...['action', 'actor', 'from_sha', 'to_sha', 'target_app', 'trigger: "ci" | "local-script"', 'outcome', 'ts_utc'].map(
    (field): Held => [`8 ${field}`, audit, fields],
  ),
  [
    '8 every field, of every deploy, in an export',
    'test/evidence/deploys.test.ts',
    'has every field of the audit record',
  ],
  ['8 actor of CI: the approving reviewer’s handle', flow, "approved_by: 'bo'"],
  [
    '… from the approval event',
    'test/gate/run-ci.test.ts',
    'it is asked for once, followed, and the entry carries who approved it there (%s)',
  ],
  [
    '8 actor of a local deploy: the operator’s identity',
    'test/http/deploys-people.test.ts',
    'without an operator’s identity a deploy is refused, and a rollback is not',
  ],

  ['10 PII: the audit trail must be attributable', records, 'is found by its app, and people in it are identities'],
  ['10 Retention: two years', kept, 'two years unless somebody says otherwise; who and when is shown'],
  ['10 DSR: actor nulled, a tombstone', erasure, tombstone],
  ['… in evidence', 'test/evidence/deploys.test.ts', 'says of who was erased that they were'],
  ['10 Neither the workflow nor the script sources or stores credentials', flow, 'holds no secret and shows none'],
  ['… the keys are in the job that waits', flow, 'takes the keys of the host in the job that waits, and nowhere else'],
  ['10 There is no unaudited prod deploy path', flow, 'No deploy goes unrecorded'],
  ['… however it dies', 'test/torture/scenarios/deploys.ts', 'kill -9 at every step of a deploy and of a rollback'],
  ['10 Breach: no secrets in the payload', canaries, none],
  [
    '10 Kill-switch: no CI required',
    executor,
    'P4: a rollback returns to what ran, asking nothing and building nothing',
  ],
  ['10 the rollback command is always one copy away', heroku, 'names the command'],
  ['10 rotatable; re-read on every run', heroku, 'is read anew every time, for git too'],

  [
    '11.1 Audit write path: the local ledger first, then the API',
    'test/http/machine-gate.test.ts',
    'while the server is down it goes out all the same, is held, and is told once the server is back',
  ],
  ['11.2 Approval notification: Slack', slack, slackSays],
  ['… and desktop, each optional', 'test/shared/attention-deploys.test.ts', 'an approval that this person may give'],
  [
    '11.3 /health is configured, and probed before',
    'test/gate/run-smoke.test.ts',
    'that it is not well before the deploy',
  ],
  [
    '11.4 Without an operator’s identity: refused',
    'test/http/deploys-people.test.ts',
    'without an operator’s identity',
  ],
]

/** The same of the issue "The deploy gate: production by deliberate act, and back in seconds". */
const issue: readonly Held[] = [
  ['Hosts: heroku', heroku, 'a deploy to Heroku'],
  ['… cloudflare-pages', pages, 'a deploy to Cloudflare Pages'],
  ['… terraform', terraform, 'P4: the snapshot comes first'],
  ['… command', 'test/gate/host-command.test.ts', 'runs every step in order, tells it what it is about'],
  ['… local', 'test/gate/host-local.test.ts', 'P4: back to the release before in one push, without a build'],
  ['Paths: local', http, byHand],
  ['… CI by GitHub, with the operator’s own token', 'test/http/forge.test.ts', 'needs a token of one’s own'],
  [
    'Surfaces that run commands come only from a file on the machine',
    'test/http/surfaces.test.ts',
    'are not defined with what they may not be, and the refusal says where',
  ],
  [
    '… that only its owner may have written',
    'test/gate/machine-surfaces.test.ts',
    'file mode %s in a folder of mode %s',
  ],
  ['the others are edited, validated', 'test/http/surfaces.test.ts', 'are defined, defined anew, and listed'],
  ['… and test-connected', 'test/http/surfaces.test.ts', 'tell of a host that cannot be asked'],
  ['API base addresses are configurable', 'test/gate/forge-github.test.ts', 'to a server of one’s own too'],
  ['Secrets never in a log, an audit entry or the page', canaries, none],
  [
    '… nor sent where somebody else says',
    'test/http/surface-secrets-moved.test.ts',
    'who defines a surface anew cannot have its secrets sent elsewhere',
  ],
  ['… nor in a definition', 'test/shared/surface-places.test.ts', 'credentials would stand in the ledger for good'],
  ['Sample mode seeds the five surfaces', story, 'the five surfaces of the deploy-gating document are there'],
  [
    'The state machine as a pure union, exhaustively walked',
    walk,
    'of every state and every event: it happens, or it is',
  ],
  ['Every transition is a ledger entry', executor, ledgered],
  ['… that replays', 'test/ledger/deploy-replay.test.ts', 'a story in which everything happens verifies'],
  ['… and nobody changes its rows unseen', 'test/ledger/deploy-replay.test.ts', 'changes no column of a $table unseen'],
  ['the intent is durable before anything is pushed, the outcome after', executor, ledgered],
  ['deploy.yml: smoke gate', flow, 'is blocked by a check that failed'],
  ['… staging automatic', flow, 'of staging goes out by a push, and asks nobody'],
  ['… production behind the environment’s reviewers', flow, 'lets no production out but by a dispatch'],
  ['… comments for blocked, success and failure', flow, 'fails when it cannot be pushed'],
  ['… the record posted with its run_url', flow, 'run_url: `https://github.com/raxx/console/actions/runs/'],
  ['… a run started while no console was open is recorded too', records, 'is found by its app'],
  ['… once, however often it is told', records, 'and is one, however often it is told, by its run or by its id'],
  ['a second small one comments what will deploy on merge', staticSite, 'has one comment, which changes with it'],
  ['the local ledger holds it and forwards when it can', 'test/http/machine-gate.test.ts', 'what is held outlives the'],

  [
    'Surfaces with what runs where, since when, by whom, health',
    list,
    'P6: every surface says where it leads, what runs',
  ],
  ['… last deploys, lead of main', list, 'the drawer has the command, the releases, the ways and the ledger'],
  [
    'Settings → Surfaces',
    'test/e2e/settings-surfaces.spec.ts',
    'a surface is defined, refused field by field, its secret',
  ],
  ['P2: what the remote really has', preview, 'what somebody pushed to the remote from elsewhere is fetched'],
  ['… the commits between with authors', preview, previewed],
  ['… the files with a readable diff', preview, 'the patch of a file, as people read it'],
  ['… of this preview alone', 'test/http/preview-bound.test.ts', 'the change of a file is shown between the ends'],
  ['… readable however long it is', screen, 'ten thousand commits and a thousand files are a list as any other'],
  ['P1: exactly, no paste', screen, 'the phrase cannot be pasted, and what went is asked for once'],
  ['… at a terminal', cli, 'without a terminal nobody deploys, and the phrase on standard input is no answer'],
  ['bound to (surface, from, to)', 'test/shared/preview-id.test.ts', "['a moved remote', "],
  ['… on the screen', screen, 'what moved since the preview is refused and shown, and the phrase is typed anew'],
  ['… at a terminal', cli, 'what moved under the preview is shown anew, and asked for anew'],
  [
    '… it refuses and shows the new diff',
    refusals,
    'P2: what moved since the preview refuses, and what would ship now',
  ],
  ['live log on the screen', live, 'the log is live, is searched, is copied whole, and is there again after a reload'],
  [
    'live log',
    'test/http/deploys-log.test.ts',
    'is told as it goes, ends with it, and can be read again from anywhere',
  ],
  [
    'CI: follow its run, see the gate pause',
    'test/gate/forge-follow.test.ts',
    'is seen as it goes, with those who may',
  ],
  [
    '… on the screen',
    'test/e2e/deploys-ci.spec.ts',
    'P1 at the forge: the run waits at its environment, and is approved',
  ],
  ['… rejected', 'test/e2e/deploys-ci.spec.ts', 'rejected at the forge, nothing was pushed, and it says so'],
  ['… approve or reject from here with a comment', 'test/http/forge.test.ts', 'goes there with the caller’s own token'],
  ['… see who else may', 'test/http/forge.test.ts', 'whoever is no reviewer there is told who is'],
  ['… the entry carries the approving reviewer', ci, 'its entry carries who did'],
  ['Rollback: one button and one key, held for a second', hold, held],
  ['… shows the release, pins it', hold, 'to the release that was shown'],
  ['… refuses to fire twice', hold, 'it does not fire twice'],
  ['… nor from two places', 'test/http/deploys-races.test.ts', 'of two presses of the rollback one begins'],
  ['… while a deploy is in flight, which it stops', hold, 'while a deploy is under way it says that it stops it, and'],
  ['… really', 'test/http/deploys-races.test.ts', 'a rollback while a deploy goes out stops it, and returns to what'],
  ['… quarantines the bad SHA', refusals, 'what is under way, in quarantine, over or already asked for'],
  ['… on the screen', list, 'a commit in quarantine is lifted by name: its short SHA is typed'],
  ['… until someone lifts that by name', 'test/http/surfaces.test.ts', 'lifted out of quarantine, each with a reason'],
  ['… its clock is shown', 'test/renderer/deploys/rollback-words.test.ts', 'P4: how long it may take'],
  ['Freeze windows and a lock; CI may not pass', refusals, 'a pipeline does not'],
  ['… on the screen', screen, 'past a lock goes whoever may, with a reason that is recorded'],
  ['… at a terminal', cli, 'a freeze is passed by whoever says why, and by nobody else'],
  [
    '… a lock and windows are set there',
    list,
    'a surface is locked, frozen and freed again by keyboard, each with a reason',
  ],
  ['… every pass is recorded', 'test/http/deploys-people.test.ts', 'a named person passes a freeze and a lock with'],
  ['a break-glass deploy opens a review, red until closed', walk, 'a review is open until somebody else has closed it'],
  ['… by somebody else', live, 'whoever did not break the glass closes its review, from the deploy'],
  [
    '… neither ever blocks',
    'test/renderer/deploys/rollback-words.test.ts',
    'no freeze, lock, review or alert stands in',
  ],
  ['Post-deploy watch: an alert, with the evidence', 'test/gate/watch.test.ts', 'with the probes as evidence'],
  ['… over restarts', 'test/gate/watch.test.ts', 'it goes on after a restart'],
  ['Notifications: Slack', slack, slackSays],
  ['… desktop', 'test/shared/attention-deploys.test.ts', 'the keeper looks when a deploy changes, and says each thing'],
  [
    '… each optional, kept until sent',
    'test/use-cases/deploys/notices.test.ts',
    'what fails is tried again, ever later',
  ],

  ['Retention: two years by default, by policy', kept, 'two years unless somebody says otherwise'],
  ['… with a legal hold', kept, 'under a legal hold nothing goes, however old, until it is lifted'],
  [
    '… pruning leaves checkpoints and proofs',
    kept,
    'what remains is proven as before: proofs, a checkpoint from before',
  ],
  ['Erasing leaves a tombstone in every view and export', erasure, tombstone],
  ['Real git: a hook that starts a real service', 'test/gate/service-repository.test.ts', 'the service does what the'],
  ['… fail to push', 'test/gate/git-push.test.ts', 'what the remote’s hook refuses is refused in its own words'],
  [
    '… fail health, roll back',
    'test/sample/deploy-walk.test.ts',
    'a newcomer deploys the sample’s service, watches it',
  ],
  ['… move under the preview', executor, 'what moved between the preview and the push is not pushed over'],
  ['… killed at every step, 20 and 500', 'test/torture/scenarios/deploys.ts', 'context.short ? 20 : 500'],
  [
    '… the next start tells what is unfinished',
    'test/gate/recovery.test.ts',
    'what was lost is known by the next start',
  ],
  ['Rollback: under 10 s, at most 1.5× of git push', 'test/bench/deploy-rollback.ts', 'aim: { atMost: 1.5 }'],
  ['Diff preview: at most 1.5× of bare git', 'test/bench/deploy-preview.ts', 'aim: { atMost: 1.5 }'],
  ['Evidence: as shown', 'test/evidence/as-shown.test.ts', 'a package has the deploys that the screen shows'],
  ['Evidence: hostile entries', 'test/evidence/hostile-entries.test.ts', 'a deploy that %s is named'],
  [
    'Command line: an identity',
    cli,
    'who is only a login name of the machine deploys nothing, before anything is typed',
  ],
  [
    '… works with the server down',
    'test/http/machine-gate.test.ts',
    'while the server is down it goes out all the same',
  ],
  ['… rollback asks nothing', cli, 'what is out and not well ends with 7, and a rollback, at no terminal, with 0'],
  ['… no secret', cli, 'a step that tells its secret tells nobody'],
  [
    'Evidence: exported from the history',
    'test/e2e/evidence-export.spec.ts',
    'of the deploys is of what the history shows',
  ],
  ['A newcomer in sample mode, in a browser', screen, screenWalk],
  ['… in a terminal', cli, 'in the sample, a deploy and then a rollback are one story'],
]

describe.each([
  ['the source “Prod-Deploy Gating”', source],
  ['the issue “The deploy gate”', issue],
] as const)('%s', (_, all) => {
  test.each(all)('%s', (_sentence, file, title) => {
    expect(readFileSync(file, 'utf8')).toContain(title)
  })
})
