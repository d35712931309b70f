import type { CommitLine } from './write-repository.ts'

const platform = 'Noor Haddad'
const payments = 'Jonas Lind'

const settings = (...lines: string[]) => `{\n${lines.map((line) => `  ${line}`).join(',\n')}\n}\n`

/** What its service says of itself, and what it needs to be well, stands in `service.json`: see sample-service.ts. */
export const serviceHistory: readonly CommitLine[] = [
  {
    name: 's1',
    ago: 41,
    by: platform,
    subject: 'A service that greets',
    changes: [
      { file: 'README.md', text: '# Sample service\n\nIt greets, and says at /health whether it is well.\n' },
      {
        file: 'service.json',
        text: settings(
          '"version": "1.0.0"',
          '"greeting": "Hello."',
          '"needs": []',
          '"settings": {\n    "DATABASE_URL": "memory:"\n  }',
        ),
      },
    ],
  },
  {
    name: 's2',
    ago: 36,
    by: platform,
    subject: 'Say who greets',
    changes: [
      { file: 'service.json', from: '"Hello."', to: '"Hello from the sample service."' },
      { file: 'service.json', from: '1.0.0', to: '1.1.0' },
    ],
  },
  {
    name: 's3',
    ago: 30,
    by: payments,
    subject: 'Be well only with a database',
    changes: [
      { file: 'service.json', from: '"needs": []', to: '"needs": ["DATABASE_URL"]' },
      { file: 'service.json', from: '1.1.0', to: '1.2.0' },
      { file: 'README.md', from: 'is well.\n', to: 'is well: whether every setting that it needs is there.\n' },
    ],
  },
  {
    name: 's4',
    ago: 24,
    by: platform,
    subject: 'Write down how it is deployed',
    changes: [
      {
        file: 'docs/deploy.md',
        text: '# Deploying\n\n1. Look at the diff.\n2. Type the phrase.\n3. Watch /health for a minute.\n\nBack: the rollback button, or `countersign rollback sample-service`.\n',
      },
    ],
  },
  {
    name: 's5',
    ago: 19,
    by: payments,
    subject: 'Greet in the customer’s language',
    changes: [
      {
        file: 'service.json',
        from: '"Hello from the sample service."',
        to: '"Hello, hej, bonjour from the sample service."',
      },
      { file: 'service.json', from: '1.2.0', to: '1.3.0' },
    ],
  },
  {
    name: 's6',
    ago: 14,
    by: platform,
    subject: 'Shorten the greeting again: three languages are noise',
    changes: [
      { file: 'service.json', from: 'Hello, hej, bonjour from', to: 'Hello from' },
      { file: 'service.json', from: '1.3.0', to: '1.3.1' },
    ],
  },
  {
    name: 's7',
    ago: 9,
    by: payments,
    subject: 'Name the currency that prices are shown in',
    changes: [
      {
        file: 'service.json',
        from: '"DATABASE_URL": "memory:"',
        to: '"DATABASE_URL": "memory:",\n    "CURRENCY": "EUR"',
      },
      { file: 'service.json', from: '1.3.1', to: '1.4.0' },
    ],
  },
  {
    name: 's8',
    ago: 6,
    by: platform,
    subject: 'Be well only with a currency',
    changes: [
      { file: 'service.json', from: '"needs": ["DATABASE_URL"]', to: '"needs": ["DATABASE_URL", "CURRENCY"]' },
      { file: 'service.json', from: '1.4.0', to: '1.4.1' },
    ],
  },
  {
    name: 's9',
    ago: 4.2,
    by: platform,
    subject: 'Say in the guide how long a rollback takes',
    changes: [
      { file: 'docs/deploy.md', from: 'sample-service`.\n', to: 'sample-service`. It takes a second or two.\n' },
    ],
  },
  {
    name: 's10',
    ago: 1.4,
    by: payments,
    subject: 'Greet people by what they came for',
    changes: [
      { file: 'service.json', from: 'Hello from the sample service.', to: 'Hello. What may we price for you?' },
      { file: 'service.json', from: '1.4.1', to: '1.5.0' },
    ],
  },
  {
    name: 's11',
    ago: 0.6,
    by: platform,
    subject: 'Explain the settings',
    changes: [
      {
        file: 'docs/settings.md',
        text: '# Settings\n\n| Setting | What it is |\n|---|---|\n| DATABASE_URL | Where orders are kept |\n| CURRENCY | What prices are shown in |\n',
      },
    ],
  },
  {
    // It asks for a setting that nobody has set: deployed, it is not well, which nothing but its health shows.
    name: 's12',
    ago: 0.2,
    by: payments,
    subject: 'Ask the price list before saying that we are well',
    changes: [
      {
        file: 'service.json',
        from: '"needs": ["DATABASE_URL", "CURRENCY"]',
        to: '"needs": ["DATABASE_URL", "CURRENCY", "PRICE_LIST_URL"]',
      },
      { file: 'service.json', from: '1.5.0', to: '1.6.0' },
      {
        file: 'docs/settings.md',
        from: '| CURRENCY |',
        to: '| PRICE_LIST_URL | Where prices are asked |\n| CURRENCY |',
      },
    ],
  },
]

/** What its remote has when the sample begins. */
export const serviceRuns = 's9'
