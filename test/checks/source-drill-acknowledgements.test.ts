import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Held = readonly [sentence: string, file: string, title: string]

/**
 * Where each sentence of the source document ("Go Backend Rollback Drill Acknowledgement Controls") is held to. The title
 * named here has to stand in the file: whoever renames or removes a test is led back to the sentence that it stood for.
 * Of CAVRA's own are the diagram that it links, its next step, and its table of contents.
 */
const source: readonly Held[] = [
  [
    'lets operators record rollback drill notification acknowledgements directly from the Evidence Console',
    'test/e2e/drills-routes.spec.ts',
    'acknowledge, escalate and resolve: a key, words, Enter',
  ],
  [
    'while preserving the authenticated console actor in deployments that enable OIDC/RBAC',
    'test/http/drill-acknowledge.test.ts',
    'is recorded as whoever was verified, and every place says the same',
  ],
  [
    'Route-level Ack, Escalate, and Resolve actions in the … console section',
    'test/e2e/drills-routes.spec.ts',
    'acknowledge, escalate and resolve: a key, words, Enter',
  ],
  [
    'Console API calls that include the stored bearer token through Authorization: Bearer',
    'test/e2e/drill-stories.spec.ts',
    'the button calls the documented path with the bearer token',
  ],
  [
    'the stored bearer token, where this machine stores it',
    'test/http/forward.test.ts',
    'carries the token and leaves behind what is this machine’s own',
  ],
  [
    'Server-side actor enforcement for POST …/{schedule_id}/acknowledgements whenever console OIDC or RBAC is configured',
    'test/http/drill-identity.test.ts',
    'nobody is told so, before anything else of the request is looked at',
  ],
  [
    'use the verified actor identity instead of trusting browser-supplied acknowledged_by values',
    'test/http/drill-spoofs.test.ts',
    'acknowledged_by, as older clients send it',
  ],
  ['Bulk acknowledgement … actions', 'test/e2e/drills-bulk.spec.ts', 'are acknowledged in at most three key presses'],
  ['Bulk … escalation actions', 'test/e2e/drills-bulk.spec.ts', 'escalating breached leaves what is in time alone'],
  ['for currently filtered drill routes', 'test/e2e/drills-bulk.spec.ts', 'only what the filter shows is meant'],
  [
    'Acknowledgement audit package export for route state, actor identity, notes, and external references',
    'test/http/drill-audit-package.test.ts',
    'has every route that was told, with who answered it last, when, and in what words',
  ],
  [
    'Local sample-mode acknowledgement mutation so the … sandbox remains useful without a live API',
    'test/e2e/drill-stories.spec.ts',
    'in the sample a notification is answered with no server but this machine',
  ],
  [
    'Console session permission reporting through acknowledge_drill_notifications',
    'test/http/drill-policy.test.ts',
    'on a team’s server a key, a token and whom a gateway speaks for pass',
  ],
  [
    'Start the API and sandbox UI, then configure a console token',
    'test/e2e/sign-in.spec.ts',
    "a team's server asks for an API key, and the page forgets it on reload",
  ],
  [
    'save a signed console token if the API is configured with … OIDC',
    'test/e2e/connections.spec.ts',
    'a pasted token goes to the keychain, and is nowhere in the page',
  ],
  [
    'then use the Go Rollback Drill Notifications section',
    'test/e2e/drill-stories.spec.ts',
    'a release manager acknowledges a drill notification from the console',
  ],
  [
    'The route buttons call POST …/{schedule_id}/acknowledgements',
    'test/e2e/drill-stories.spec.ts',
    "'/runtime/go-pilot/rollback-drill-notifications/checkout/acknowledgements'",
  ],
  [
    'requires verified actor context from a bearer token',
    'test/http/drill-identity.test.ts',
    'by a bearer token that the provider gave at a sign-in',
  ],
  ['… actor_token', 'test/http/drill-identity.test.ts', 'by the same token in the body, without a header'],
  ['… or actor_claims', 'test/http/drill-gateway.test.ts', 'is believed, and stands beside whom it spoke for'],
  [
    'The persisted acknowledgement uses that verified actor',
    'test/http/drill-spoofs.test.ts',
    'The row, the entry, the history and the answer name who was verified.',
  ],
  [
    'As a release manager, I can acknowledge a missed … notification from the console without opening a separate CLI',
    'test/e2e/drill-stories.spec.ts',
    'a release manager acknowledges a drill notification from the console',
  ],
  [
    'As an incident commander, I can escalate or resolve a route and preserve the actor identity that made the decision',
    'test/e2e/drill-stories.spec.ts',
    'an incident commander escalates and resolves a route, and each decision keeps who made it',
  ],
  [
    'As a platform owner, I can require verified console sessions for drill acknowledgement mutations',
    'test/http/drill-policy.test.ts',
    'on one’s own machine anybody is recorded as they are, until the policy says otherwise',
  ],
  [
    '… in the console',
    'test/e2e/notification-connectors.spec.ts',
    'whether drills take a verified actor is switched in the policy',
  ],
  [
    'As an auditor, I can distinguish operator-entered notes from the authenticated actor that recorded the evidence',
    'test/e2e/drills-routes.spec.ts',
    'a verified actor is told from an unverified one, and a claimed name from both',
  ],
  [
    'breaks down if acknowledgement records can be spoofed',
    'test/http/drill-spoofs.test.ts',
    'nobody of that name was ever seen here',
  ],
  [
    '… from an unauthenticated browser',
    'test/http/drill-identity.test.ts',
    'the person of its session, with whom a token beside it has to agree',
  ],
  [
    'ties drill notification mutations to the same console identity boundary used by approval and break-glass actions',
    'test/http/claimed-actors.test.ts',
    'every operation that changes something is among them',
  ],
  [
    'keeping connector secrets … outside',
    'test/http/connectors.test.ts',
    'what is secret is in no answer, entry, log line, row or backup, whatever was done with it',
  ],
  [
    'who is acting',
    'test/http/drill-acknowledge.test.ts',
    'is recorded as whoever was verified, and every place says the same',
  ],
  [
    'what will change',
    'test/e2e/drill-schedules.spec.ts',
    'telling the owners says first whom, and afterwards what became of each message',
  ],
  ['what policy applies', 'test/shared/drill-guards.test.ts', 'is offered just where it is accepted'],
  [
    'and what evidence will prove it',
    'test/cli/evidence.test.ts',
    'exits 0 for a package that holds, and says whose key that is it cannot know',
  ],
]

/** And the promises of the issue that go beyond it. */
const issue: readonly Held[] = [
  ['due, due soon, stale', 'test/shared/drill-schedule.test.ts', 'gets more pressing by time alone, never less'],
  [
    'a route in a maintenance window is never sent',
    'test/shared/drill-plan.test.ts',
    'never sends a route that is in a maintenance window',
  ],
  [
    'the latest acknowledgement wins; nothing un-resolves by itself',
    'test/shared/drill-route.test.ts',
    'the latest acknowledgement wins, and nothing un-resolves',
  ],
  [
    'Every path of drill-api.md, wire-compatible by name',
    'test/http/drill-wire.test.ts',
    'a client of CAVRA finds what it asks for under the names that it knows',
  ],
  [
    'each acknowledgement is a ledger entry',
    'test/http/drill-bulk.test.ts',
    'a hundred are recorded, each with an entry of its own, and no limit counts them',
  ],
  ['History is append-only', 'test/ledger/drill-replay.test.ts', 'is found, and the entry named'],
  [
    'builds plans when a drill becomes due or stale',
    'test/use-cases/drills/schedule-drills.test.ts',
    'tells each owner once when a drill is due soon, and once when it is stale',
  ],
  [
    'delivers through connectors: Slack …',
    'test/http/drill-messages.test.ts',
    'Slack is told as an incoming webhook takes it',
  ],
  ['… Teams …', 'test/http/drill-messages.test.ts', 'Teams is told by an Adaptive Card'],
  [
    '… generic signed webhook …',
    'test/http/drill-messages.test.ts',
    'a webhook is signed by the Standard Webhooks convention',
  ],
  ['… PagerDuty Events v2 …', 'test/http/drill-messages.test.ts', 'PagerDuty is told by an event of its Events API v2'],
  [
    '… desktop notification',
    'test/desktop/unit/attention.test.ts',
    'is told once which drills nobody answered in time',
  ],
  [
    'with retries …',
    'test/use-cases/drills/deliver-due.test.ts',
    'what fails is tried again, ever later, and at last it has failed',
  ],
  [
    '… timeouts …',
    'test/http/drill-deliver.test.ts',
    'without an answer in time a chat may have it, so it is not told twice',
  ],
  [
    '… and redacted delivery evidence',
    'test/http/drill-deliver.test.ts',
    'plans the routes, tells every provider once, and answers with the evidence',
  ],
  [
    'Two servers on one PostgreSQL never deliver twice',
    'test/use-cases/drills/schedule-drills.test.ts',
    'two processes that look at once plan each drill once, and tell each provider once',
  ],
  [
    'Without identity configured it records the local actor, marked unverified, unless the policy forbids it',
    'test/http/drill-policy.test.ts',
    'on one’s own machine anybody is recorded as they are, until the policy says otherwise',
  ],
  [
    'records when it began, steps ticked off by whom, the measured recovery time',
    'test/http/drill-runs.test.ts',
    'its life: ticked by whom and when, through, and finished',
  ],
  ['… in the console, by keyboard', 'test/e2e/drill-runs.spec.ts', 'a drill is run to its end by keyboard'],
  [
    'a scorecard (acknowledgement p50 and p95, escalations missed, rollback seconds)',
    'test/http/drill-scorecard.test.ts',
    'how fast routes were answered, how many were missed, and how many of those nobody escalated',
  ],
  [
    'can never name a production surface or credential; tested at the type …',
    'test/shared/drill-target.test.ts',
    'the type of a drill has no production in it',
  ],
  [
    '… and at the door',
    'test/http/drill-runs-door.test.ts',
    'lets no drill name production, a credential, an address or a host, in any of its texts',
  ],
  [
    'Dashboard: outstanding, breached, acknowledged, escalated, failed deliveries',
    'test/http/drill-dashboard.test.ts',
    'counts what waits, what is late and what was answered, by the clock of the server',
  ],
  [
    'next drills on a timeline; trend of suppression by reason',
    'test/e2e/drills-routes.spec.ts',
    'the timeline and the trend have a table behind them',
  ],
  ['Routes: filter … (kept in the address)', 'test/e2e/drills-routes.spec.ts', 'filters are in the address'],
  [
    'any number of routes (sent in chunks of 100), progress, cancel',
    'test/e2e/drills-bulk.spec.ts',
    'cancelled between two requests, what was done stays so, and the rest goes on later',
  ],
  [
    'one result per route, and what to do with those that failed',
    'test/e2e/drills-bulk.spec.ts',
    'one that somebody else was faster with fails alone: why is said, and it can be tried again',
  ],
  ['250 routes in at most three key presses', 'test/e2e/drills-bulk.spec.ts', 'in at most three key presses'],
  [
    'only dismissing … asks for typing',
    'test/e2e/drills-routes.spec.ts',
    'only dismissing asks for typing, and for a reason',
  ],
  [
    'Editing schedules, windows and calendars is a form with a preview of the plan it would produce',
    'test/e2e/drill-schedules.spec.ts',
    'windows, absences and providers are edited, and the preview says what each of them keeps back',
  ],
  [
    'Sample mode: schedules in every state',
    'test/sample/drill-story.test.ts',
    'a schedule stands in every state, one in a maintenance window and one with its owner on holiday',
  ],
  ['… exports too', 'test/e2e/evidence-export.spec.ts', 'is of what the filter shows'],
  [
    'reproducible byte for byte',
    'test/evidence/export.test.ts',
    'is the same, byte for byte, of the same tree; and who took it is in the ledger',
  ],
  [
    'routes.csv (safe against formula injection)',
    'test/shared/evidence-csv.test.ts',
    'has no cell that begins as a formula does, with blanks before it or without',
  ],
  [
    'the actors revealed with their salts',
    'test/evidence/export.test.ts',
    'names people only where their digests are opened',
  ],
  [
    'a human page (index.html, no scripts)',
    'test/evidence/export.test.ts',
    'makes what a stranger wrote inert, in the table and on the page',
  ],
  [
    'exits 0, or 1 naming the file, row or proof that does not hold',
    'test/cli/evidence.test.ts',
    'exits 1 and names what does not hold on its last line',
  ],
  [
    'works with no network and no database',
    'test/cli/evidence.test.ts',
    'evidence verify, with no network, no database and no data folder',
  ],
  [
    'Zip-slip, links, bombs and oversized members are refused',
    'test/evidence/read-zip.test.ts',
    'a bomb that says that it is small is left as soon as it is more than it said',
  ],
  [
    'The same check is a drop target on the Audit screen',
    'test/e2e/evidence.spec.ts',
    'dropped on the ledger, is checked: it holds and is ours',
  ],
  [
    'The package format is general: actions … export the same way',
    'test/e2e/evidence-export.spec.ts',
    'of the queue says how many actions it is about',
  ],
  [
    'The wire’s audit-package answers as drill-api.md says',
    'test/http/drill-audit-package.test.ts',
    'an audit package of acknowledgements on %s',
  ],
  ['0 of 2,000 mutations accepted', 'test/evidence/mutations.test.ts', 'mutations of %s none is accepted'],
  ['… the rest by npm run torture', 'test/torture/scenarios/evidence.ts', 'short ? 120 : 2_000'],
  [
    '10,000 routes acknowledged in bulk with the server killed at random',
    'test/torture/scenarios/drill-answers.ts',
    'routes: 10_000, kills: 60',
  ],
  [
    'spoofing attempts recorded in tests do nothing',
    'test/http/drill-spoofs.test.ts',
    'who pretends to be somebody else, on %s',
  ],
]

describe.each([
  ['the source “Rollback Drill Acknowledgement Controls”', source],
  ['the issue “Rollback drills and the evidence they leave”', issue],
] as const)('%s', (_, held) => {
  test.each(held)('%s', (_sentence, file, title) => {
    expect(readFileSync(file, 'utf8')).toContain(title)
  })
})
