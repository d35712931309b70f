import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const words = 'test/shared/tile-words.test.ts'
const tiles = 'test/http/assistant-tiles.test.ts'
const chat = 'test/http/assistant-chat.test.ts'
const runs = 'test/http/assistant-runs.test.ts'
const providers = 'test/http/providers.test.ts'
const sessions = 'test/http/chat.test.ts'
const messages = 'test/http/chat-messages.test.ts'

/**
 * Where each row and each sentence of the source document ("Operations Assistant") is held to. The title named here has to
 * stand in the file: whoever renames or removes a test is led back to the sentence that it stood for.
 */
const held: readonly [sentence: string, file: string, title: string][] = [
  // What it does
  ['BYOK … runs entirely on your configured LLM provider key', providers, 'the one that was chosen last answers'],
  ['Answers ops questions ("what\'s the error rate on research-agent?")', chat, 'begins, shows tiles before words'],
  ['Emits generative UI tiles inline', chat, 'begins, shows tiles before words'],
  [
    'Asking "throttle the sales-assistant agent" creates a real DeploymentAction row',
    tiles,
    'deployment_action: a real proposal',
  ],
  ['mode: supervised, never autonomous even for Tier 1', tiles, 'a tier 1 action runs not by itself'],
  [
    'Approve / Reject buttons that talk to the real endpoints',
    'test/e2e/assistant-tiles.spec.ts',
    'a proposal is approved where it was proposed',
  ],

  // BYOK providers
  ['OpenAI, Anthropic, Gateway', providers, "test.each(['openai', 'anthropic', 'gateway'])"],
  [
    "Gateway: route through AuditTrail's own gateway proxy",
    'test/http/gateway.test.ts',
    'is a speaker for whoever has no key of their own',
  ],
  [
    'Keys are … encrypted at rest … Plaintext is never written to disk',
    providers,
    'take a key, say its end alone, and forget it',
  ],
  [
    'HKDF-SHA256 derived keys scoped per provider domain',
    'test/identity/secret-store.test.ts',
    'seals a token that any Fernet opens with the key derived for its place',
  ],
  [
    'scoped per provider domain: a key moved to another provider does not open',
    'test/identity/secret-store.test.ts',
    "test.each(['workspace', 'owner', 'provider', 'label', 'key_id'] as const)(\n    'a ciphertext whose row says another %s does not open'",
  ],

  // Gen-UI tiles: each row, by its words and by its rows
  ['structured tile frames with text deltas', chat, 'begins, shows tiles before words'],
  ['trace_link: "show last trace", "recent trace"', words, "trace_link: [\n    'show last trace'"],
  ['trace_link: the most recent trace + quick stats', tiles, 'trace_link: the most recent trace, with its figures'],
  ['span_list: "show spans", "list the steps"', words, "span_list: ['show spans', 'list the steps'"],
  ['span_list: top 8 spans of the most recent trace', tiles, 'span_list: the first 8 spans'],
  ['cost_chart: "cost", "spend", "how much"', words, "cost_chart: [\n    'cost',\n    'spend',\n    'how much'"],
  [
    'cost_chart: 24-hour cost histogram + delta vs prior window',
    tiles,
    'cost_chart: 24 hours, and what the window before cost',
  ],
  ['deployment_action: "throttle", "kill run", "rollback" etc.', words, 'deployment_action: %s is proposed by'],
  ['deployment_action: real proposal with Approve/Reject buttons', tiles, 'deployment_action: a real proposal'],
  [
    'rule_violation: "violation", "amber", "constitutional"',
    words,
    "rule_violation: ['violation', 'amber', 'constitutional'",
  ],
  [
    'rule_violation: most recent amber/red evaluation',
    tiles,
    'rule_violation: the most recent amber or red evaluation',
  ],
  ['fleet_status: "fleet", "how are my agents"', words, "fleet_status: [\n    'fleet',\n    'how are my agents'"],
  ['fleet_status: 15-min rolling counts + p95 + violation rate', tiles, 'fleet_status: 15 minutes of all agents'],
  ['anomaly_alert: "alert", "anomaly", "paged"', words, "anomaly_alert: ['alert', 'anomaly', 'paged'"],
  ['anomaly_alert: latest AlertEvent from the 24h window', tiles, 'anomaly_alert: the latest of the last 24 hours'],
  [
    'compliance_score: "compliance", "EU AI Act", "SOC 2"',
    words,
    "compliance_score: [\n    'compliance',\n    'EU AI Act',\n    'SOC 2'",
  ],
  [
    'compliance_score: 30-day compliance pass rate + framework badges',
    tiles,
    'compliance_score: the pass rate of 30 days, by framework',
  ],
  ['model_switch: model-swap keywords', words, "switch_model: [\n    'swap model'"],
  [
    'model_switch: proposes a model change with cost delta',
    tiles,
    'model_switch: the same action, with what the last day would have cost',
  ],
  ['pause_control: when an active pause exists', tiles, 'pause_control: while an agent is paused, whatever is asked'],
  ['pause_control: resume control button', 'test/e2e/assistant-tiles.spec.ts', 'a pause is lifted by whoever may'],
  ["Tiles pull real data from the caller's own DB rows (user-scoped)", tiles, 'other workspaces show nothing'],

  // F4
  ['throttle', words, "throttle: ['throttle'"],
  ['kill', words, "kill_run: ['kill', 'kill run'"],
  ['rollback', words, "rollback_deploy: [\n    'rollback'"],
  ['swap model', words, "switch_model: [\n    'swap model'"],
  ['disable flag', words, "disable_flag: [\n    'disable flag'"],
  ['scale down', words, "scale_down: ['scale down'"],
  ['tag trace', words, "tag_trace: ['tag trace'"],
  ['send alert', words, "alert: ['send alert'"],
  [
    "Uses the user's message as the audit reason (truncated to 2000 chars)",
    tiles,
    'the reason is cut to 2,000 whole characters',
  ],
  ['Links the most recent trace as target_ref', tiles, 'the last trace as target'],
  [
    '(operator can re-point from the queue)',
    'test/e2e/assistant-tiles.spec.ts',
    'a proposal is re-pointed in the chat',
  ],
  ['Emits a deployment_action tile with the real action id', tiles, 'deployment_action: a real proposal'],

  // Chat history
  ['Sidebar … shows newest-first sessions', sessions, 'the list has the one that was used last first'],
  ['a server-generated title (NLG one-shot …)', chat, "'A title'"],
  [
    'else a truncation of the first user message capped at 60 chars',
    sessions,
    'one is named after the first thing that is asked in it',
  ],
  [
    '?session=… deep-link: the active session id rides in the URL',
    'test/e2e/assistant.spec.ts',
    'the sample answers from its rows by a script, says so on each reply, and keeps the chat',
  ],
  [
    'a teammate who follows it sees only their own sessions: for others it is inert',
    'test/http/chat-owners.test.ts',
    'to everybody else it is as one that never was, byte for byte',
  ],
  [
    'They see only their own sessions …; the URL is inert across tenants',
    'test/e2e/assistant.spec.ts',
    'a link to a chat that is not one’s own opens nothing',
  ],
  ['Rename / archive / delete', sessions, 'it is renamed, archived and taken out again'],
  [
    'typed-confirm dialog (tier 2) for the irreversible delete',
    'test/e2e/assistant.spec.ts',
    'chats are found, renamed, archived and deleted',
  ],
  ['Delete cascades all child messages', sessions, 'it is deleted with all that was said in it'],
  ['the assistant SSE endpoint accepts an optional session_id', chat, 'without a chat nothing is kept'],
  [
    'appends the user message before streaming and persists the full assistant reply (with tile metadata)',
    chat,
    'the question and the reply are kept',
  ],
  [
    'localStorage history is imported once per browser …, then the legacy key is cleared',
    'test/e2e/assistant-history.spec.ts',
    'an older chat of this browser is brought along once',
  ],
  ['GET / List (filters: archived, cursor)', sessions, 'the archive is a list of its own'],
  ['POST / Create empty session (title null)', sessions, 'one is made with nothing in it, and without a name'],
  ['GET /{id} Detail + paginated messages', messages, 'they are paged from the last one backwards'],
  ['PATCH /{id} Rename or archive', sessions, 'it is renamed, archived and taken out again'],
  ['DELETE /{id} Hard delete (cascade)', sessions, 'it is deleted with all that was said in it'],
  [
    'POST /{id}/messages Append (idempotent on consecutive (role, content))',
    messages,
    'what says the same in the same role as the one before it is that one',
  ],
  ['Mutating routes share a 20/minute rate limit', sessions, 'is 20 a minute for all of them together'],
  [
    'Cross-tenant access returns 404 (not 403)',
    'test/http/chat-owners.test.ts',
    'to everybody else it is as one that never was, byte for byte',
  ],

  // Privacy
  [
    "The Assistant's SSE request body is sent directly to your configured provider",
    'test/http/machine-assistant.test.ts',
    'calls the model from here, with the server’s rows',
  ],
  ['does not log it', 'test/http/chat-owners.test.ts', 'no log has a word of it'],
  [
    'Tiles are generated server-side from your own DB … no LLM inference',
    runs,
    'another process goes on with the same tiles',
  ],

  // Rate limits
  ['/assistant/chat: unlimited (bounded by your provider)', tiles, 'the chat does not'],
  ['/xai/*: 20/min', 'test/http/fleet-rules.test.ts', 'more than twenty explanations in a minute are refused'],
  [
    '/xai/*: covers the explanation card’s calls too',
    'test/http/explanation.test.ts',
    'share a limit with attributions',
  ],
  ['/deployments/actions/*: 30/min per client', tiles, 'proposals count towards what a client may ask for in a minute'],

  // When it doesn't work
  ['"No provider key configured" (HTTP 412)', chat, 'without a provider’s key it is 412'],
  [
    'The UI shows an explicit CTA: we never fall back to a mock reply',
    'test/e2e/assistant.spec.ts',
    'without a key the way to one is shown, and nothing is made up',
  ],
  ['Assistant emits no tiles: no keyword matched', chat, 'no word that matches brings a hint'],
  [
    'open /deployments for the full queue view',
    'test/e2e/assistant-tiles.spec.ts',
    'a row that is not here says so, and offers nothing',
  ],
  [
    "Approve button does nothing: the row isn't in the proposed state",
    'test/e2e/assistant-tiles.spec.ts',
    'sleeps once it has moved on',
  ],
]

describe('the source “Operations Assistant”', () => {
  test.each(held)('%s', (_, file, title) => {
    expect(readFileSync(file, 'utf8')).toContain(title)
  })
})
