/** How one agent of the sample usually is. */
export type Agent = {
  name: string
  model: string
  provider: string
  version: string
  tools: readonly [string, ...string[]]
  /** What a tool calls, where it calls somebody. */
  calls: string
  runsPerHour: number
  /** Of one call of its model: seconds, and tokens in and out. */
  seconds: number
  tokens: readonly [number, number]
  /** How many turns of model and tool a run usually has. */
  turns: number
  failing: number
  says: readonly [string, ...string[]]
}

export const agents = {
  checkout: {
    name: 'checkout-agent',
    model: 'gpt-5-mini',
    provider: 'openai',
    version: '77ab03d',
    tools: ['read_order', 'quote_shipping', 'issue_refund'],
    calls: 'POST payments.internal/v2/refunds',
    runsPerHour: 7,
    seconds: 0.9,
    tokens: [2_400, 260],
    turns: 2,
    failing: 0.012,
    says: ['Where is my parcel?', 'I was charged twice.', 'Can I still change the address?'],
  },
  triage: {
    name: 'triage-agent',
    model: 'claude-haiku-4-5',
    provider: 'anthropic',
    version: 'e07d114',
    tools: ['read_ticket', 'set_priority'],
    calls: 'GET tickets.internal/v1/tickets',
    runsPerHour: 8,
    seconds: 0.6,
    tokens: [1_100, 90],
    turns: 1,
    failing: 0.01,
    says: ['Printer on fire (again)', 'Cannot sign in since the update', 'Invoice shows the wrong VAT id'],
  },
  research: {
    name: 'research-agent',
    model: 'claude-sonnet-4-5',
    provider: 'anthropic',
    version: '5c9be20',
    tools: ['search_web', 'read_page', 'query_warehouse'],
    calls: 'POST warehouse.internal/query',
    runsPerHour: 4,
    seconds: 3.4,
    tokens: [21_000, 1_400],
    turns: 3,
    failing: 0.02,
    says: ['How did churn develop by region?', 'Summarise what changed in the VAT rules', 'Compare carriers for Q3'],
  },
  sales: {
    name: 'sales-assistant',
    model: 'gpt-4.1',
    provider: 'openai',
    version: 'a41fc09',
    tools: ['read_catalogue', 'offer_discount', 'book_call'],
    calls: 'GET catalogue.internal/v3/items',
    runsPerHour: 6,
    seconds: 1.6,
    tokens: [6_500, 420],
    turns: 2,
    failing: 0.01,
    says: ['Do you have it in green?', 'What would forty seats cost?', 'Where is the money for my return?'],
  },
  billing: {
    name: 'billing-agent',
    model: 'gpt-5-mini',
    provider: 'openai',
    version: 'c81d2aa',
    tools: ['read_account', 'create_invoice'],
    calls: 'POST ledger.internal/v1/invoices',
    runsPerHour: 4,
    seconds: 0.8,
    tokens: [1_900, 210],
    turns: 1,
    failing: 0.008,
    says: ['Monthly run, batch 14', 'Correct invoice 88213', 'Send the reminder of May again'],
  },
  support: {
    name: 'support-agent',
    model: 'claude-sonnet-4-5',
    provider: 'anthropic',
    version: '9f3320c',
    tools: ['search_help', 'read_order', 'write_reply'],
    calls: 'GET help.internal/search',
    runsPerHour: 6,
    seconds: 1.9,
    tokens: [4_800, 380],
    turns: 2,
    failing: 0.015,
    says: ['Thank you for the refund?', 'How do I reset the device?', 'Wie kündige ich mein Abo?'],
  },
} as const satisfies Record<string, Agent>
export type AgentId = keyof typeof agents
export const agentIds = Object.keys(agents) as AgentId[]
