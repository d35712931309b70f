import type { CommitLine } from './write-repository.ts'

const api = 'Mira Sandoval'
const web = 'Jonas Lind'
const ops = 'Noor Haddad'

/** The repository of four of the sample's surfaces: the API, the shop, the console and the documentation. */
export const raxxHistory: readonly CommitLine[] = [
  {
    name: 'r1',
    ago: 62,
    by: ops,
    subject: 'One repository for the API, the shop, the console and the docs',
    changes: [
      {
        file: 'api/health.py',
        text: 'def health(database):\n    database.execute("select 1")\n    return {"ok": True}\n',
      },
      {
        file: 'api/refunds.py',
        text: 'def refund(order, amount):\n    if amount > order.paid:\n        raise ValueError("more than was paid")\n    return payments.refund(order.charge, amount)\n',
      },
      {
        file: 'web/src/checkout.ts',
        text: 'export const total = (lines: Line[]) =>\n  lines.reduce((sum, { price }) => sum + price, 0)\n',
      },
      {
        file: 'console/app.py',
        text: 'app = Console(title="Raxx console")\n\n@app.get("/health")\ndef health():\n    return "ok"\n',
      },
      { file: 'console/static/banner.css', text: '.banner {\n  background: purple;\n}\n' },
      { file: 'docs/index.md', text: '# Raxx\n\n- [Runbook](runbook.md)\n' },
      { file: 'docs/runbook.md', text: '# Runbook\n\nDeploys of the console: push the subtree by hand.\n' },
      {
        file: 'infra/tickets.tf',
        text: 'resource "aws_lightsail_instance" "tickets" {\n  name      = "tickets"\n  bundle_id = "small_3_0"\n}\n',
      },
    ],
  },
  {
    name: 'r2',
    ago: 60,
    by: api,
    subject: 'Refund in the currency of the order',
    changes: [
      { file: 'api/refunds.py', from: 'order.charge, amount)', to: 'order.charge, amount, currency=order.currency)' },
    ],
  },
  {
    name: 'r3',
    ago: 58.5,
    by: ops,
    subject: 'Console: say which environment is looked at',
    changes: [
      {
        file: 'console/app.py',
        from: 'Console(title="Raxx console")',
        to: 'Console(title="Raxx console", banner=environment.name)',
      },
    ],
  },
  {
    name: 'r4',
    ago: 56,
    by: web,
    subject: 'Shop: count lines by their quantity',
    changes: [
      {
        file: 'web/src/checkout.ts',
        from: '{ price }) => sum + price',
        to: '{ price, quantity }) => sum + price * quantity',
      },
    ],
  },
  {
    name: 'r5',
    ago: 51,
    by: ops,
    subject: 'Docs: a page on environments',
    changes: [
      { file: 'docs/environments.md', text: '# Environments\n\nProduction is red. Everything else is purple.\n' },
      { file: 'docs/index.md', from: '- [Runbook]', to: '- [Environments](environments.md)\n- [Runbook]' },
    ],
  },
  {
    name: 'r6',
    ago: 48,
    by: ops,
    subject: 'Tickets: a larger machine',
    changes: [{ file: 'infra/tickets.tf', from: 'small_3_0', to: 'medium_3_0' }],
  },
  {
    name: 'r7',
    ago: 45,
    by: api,
    subject: 'Health asks the queue as well',
    changes: [
      {
        file: 'api/health.py',
        from: 'def health(database):\n',
        to: 'def health(database, queue):\n    queue.ping()\n',
      },
    ],
  },
  {
    name: 'r8',
    ago: 41,
    by: ops,
    subject: 'Console: deploys go through the gate, not by subtree push',
    changes: [
      {
        file: 'docs/runbook.md',
        from: 'push the subtree by hand.',
        to: 'through Countersign. Break glass only if the forge is down.',
      },
      { file: 'console/app.py', from: 'return "ok"', to: 'return {"ok": True, "commit": environment.commit}' },
    ],
  },
  {
    name: 'r9',
    ago: 38,
    by: web,
    subject: 'Shop: say what delivery costs before the last step',
    changes: [
      { file: 'web/src/delivery.ts', text: 'export const delivery = (total: number) => (total >= 50 ? 0 : 4.9)\n' },
    ],
  },
  {
    name: 'r10',
    ago: 34,
    by: ops,
    subject: 'Docs: how to roll back',
    changes: [
      {
        file: 'docs/rollback.md',
        text: '# Rolling back\n\nOne button and one key. It builds nothing and asks nobody.\n',
      },
      { file: 'docs/index.md', from: '- [Runbook]', to: '- [Rolling back](rollback.md)\n- [Runbook]' },
    ],
  },
  {
    name: 'r11',
    ago: 31,
    by: api,
    subject: 'Orders can be read by their number',
    changes: [
      { file: 'api/orders.py', text: 'def by_number(number):\n    return orders.where(number=number).one()\n' },
    ],
  },
  {
    name: 'r12',
    ago: 27,
    by: ops,
    subject: 'Console: red in production',
    changes: [
      {
        file: 'console/static/banner.css',
        from: 'background: purple;',
        to: 'background: purple;\n}\n\n.banner[data-environment="production"] {\n  background: crimson;',
      },
    ],
  },
  {
    name: 'r13',
    ago: 22,
    by: web,
    subject: 'Shop: keep the basket for a week',
    changes: [{ file: 'web/src/basket.ts', text: 'export const keptForDays = 7\n' }],
  },
  {
    name: 'r14',
    ago: 19,
    by: ops,
    subject: 'Docs: who is called when',
    changes: [{ file: 'docs/on-call.md', text: '# On call\n\nPayments first, then the platform.\n' }],
  },
  {
    name: 'r15',
    ago: 17,
    by: api,
    subject: 'Orders: refuse numbers that are none',
    changes: [
      {
        file: 'api/orders.py',
        from: 'def by_number(number):\n',
        to: 'def by_number(number):\n    if not number.isdigit():\n        raise NotFound(number)\n',
      },
    ],
  },
  {
    name: 'r16',
    ago: 14,
    by: ops,
    subject: 'Tickets: keep its address when it is made anew',
    changes: [
      {
        file: 'infra/tickets.tf',
        from: '"medium_3_0"\n}\n',
        to: '"medium_3_0"\n}\n\nresource "aws_lightsail_static_ip" "tickets" {\n  name = "tickets"\n}\n',
      },
    ],
  },
  {
    name: 'r17',
    ago: 12.5,
    by: web,
    subject: 'Shop: delivery is free from 40',
    changes: [{ file: 'web/src/delivery.ts', from: 'total >= 50', to: 'total >= 40' }],
  },
  {
    name: 'r18',
    ago: 11.4,
    by: web,
    subject: 'Shop: round totals in cents',
    changes: [{ file: 'web/src/checkout.ts', from: 'lines.reduce', to: 'Math.round(100 * lines.reduce' }],
  },
  {
    name: 'r19',
    ago: 11,
    by: web,
    subject: 'Shop: and close the bracket',
    changes: [{ file: 'web/src/checkout.ts', from: 'price * quantity, 0)', to: 'price * quantity, 0)) / 100' }],
  },
  {
    name: 'r20',
    ago: 9.3,
    by: api,
    subject: 'Refunds up to 500 without a person',
    changes: [
      {
        file: 'api/refunds.py',
        from: '    return payments',
        to: '    if amount > 500:\n        return ask_a_person(order, amount)\n    return payments',
      },
    ],
  },
  {
    name: 'r21',
    ago: 8,
    by: api,
    subject: 'Refunds: a hundred is enough without a person',
    changes: [{ file: 'api/refunds.py', from: 'amount > 500', to: 'amount > 100' }],
  },
  {
    name: 'r22',
    ago: 5.3,
    by: api,
    subject: 'Health says which commit answers',
    changes: [{ file: 'api/health.py', from: '{"ok": True}', to: '{"ok": True, "commit": COMMIT}' }],
  },
  {
    name: 'r23',
    ago: 3.2,
    by: ops,
    subject: 'Docs: what a freeze window is',
    changes: [
      {
        file: 'docs/freeze.md',
        text: '# Freeze windows\n\nOnly a named person with the permission deploys, and says why.\n',
      },
      { file: 'console/static/banner.css', from: 'crimson', to: '#c8102e' },
    ],
  },
  {
    name: 'r24',
    ago: 1.1,
    by: ops,
    subject: 'Console: pause agents by region',
    changes: [
      {
        file: 'console/regions.py',
        text: '@app.post("/regions/{region}/pause")\ndef pause(region):\n    return fleet(region).pause(reason=request.reason)\n',
      },
    ],
  },
  {
    // The page asks for an answer that the API has no more, so it is not well: the story's failed health check.
    name: 'r25',
    ago: 0.08,
    by: web,
    subject: 'Shop: show what was refunded',
    changes: [
      {
        file: 'web/src/refunds.ts',
        text: 'export const refunds = (order: string) =>\n  fetch("/api/v1/refunds?order=" + order).then((answer) => answer.json())\n',
      },
    ],
  },
  {
    name: 'r26',
    ago: 0.02,
    by: web,
    subject: 'Shop: ask for refunds where the API has them',
    changes: [{ file: 'web/src/refunds.ts', from: '/api/v1/refunds', to: '/api/v2/refunds' }],
  },
]

/** Of which surface a commit is not well. */
export const illCommits: Readonly<Record<string, string>> = { antlers: 'r25' }
/** Of which the forge's checks fail. */
export const failedChecks: readonly string[] = ['r18']
