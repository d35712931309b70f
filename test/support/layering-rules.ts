// Who may import whom: ARCHITECTURE.md, as rules. test/checks/layering.test.ts shows that each of them can fail.
import type { IForbiddenRuleType } from 'dependency-cruiser'

const program = '^(main|preload|renderer|shared)/'
const packages = (...names: string[]) => `(^|/)node_modules/(${names.join('|')})(/|$)`

type DependencyRule = Extract<IForbiddenRuleType, { to: unknown }>
type From = DependencyRule['from']
type To = DependencyRule['to']

const never = (name: string, comment: string, from: From, to: To) => ({
  name,
  comment,
  severity: 'error' as const,
  from,
  to,
})

export const rules = [
  never(
    'shared-imports-nobody',
    'shared/ runs everywhere: it imports itself and four pure packages, nothing of Node, Electron or React.',
    { path: '^shared/' },
    { pathNot: ['^shared/', packages('zod', '@hono/zod-openapi', '@noble/hashes', 'canonicalize')] },
  ),
  never(
    'renderer-imports-shared-only',
    'The renderer is a client of the API: of our own code it knows shared/.',
    { path: '^renderer/' },
    { path: '^(main|preload|resources|test)/', pathNot: '^main/http/app\\.ts$' },
  ),
  never(
    'only-api-knows-the-app',
    'renderer/transport.ts is the only file that knows the transport.',
    { path: '^renderer/', pathNot: '^renderer/transport\\.ts$' },
    { path: '^main/http/app\\.ts$' },
  ),
  never(
    'app-as-a-type-only',
    'renderer/transport.ts takes the type of the app; its code would bring the server into the page.',
    { path: '^renderer/transport\\.ts$' },
    { path: '^main/http/app\\.ts$', dependencyTypesNot: ['type-only'] },
  ),
  never('renderer-without-node', 'A page has no Node.', { path: '^renderer/' }, { dependencyTypes: ['core'] }),
  never(
    'use-cases-know-no-door',
    'A use-case does not know who asks: the socket, the desktop or the command line.',
    { path: '^main/use-cases/' },
    { path: '^main/(http|desktop|cli)/' },
  ),
  never(
    'use-cases-without-http-types',
    'HTTP ends at the door.',
    { path: '^main/use-cases/' },
    { path: packages('hono', '@hono/node-server') },
  ),
  never(
    'calls-go-one-way',
    'Door, use-case, store: what lies below never calls what lies above. A worker is an entry of its own.',
    { path: '^main/(store|ledger)/', pathNot: '^main/ledger/verify-worker\\.ts$' },
    { path: '^main/(http|use-cases|desktop|cli)/' },
  ),
  never(
    'http-knows-no-other-door',
    'The HTTP application is what the desktop and the command line are built on.',
    { path: '^main/http/' },
    { path: '^main/(desktop|cli)/' },
  ),
  never(
    'main-without-renderer',
    'The main process serves the built renderer and imports none of it.',
    { path: '^(main|preload)/' },
    { path: '^renderer/' },
  ),
  never(
    'electron-in-desktop-only',
    'Only main/desktop and preload import electron, so that everything else runs without it.',
    { path: program, pathNot: '^(main/desktop|preload)/' },
    { path: ['^electron$', packages('electron')] },
  ),
  never(
    'drivers-in-store-only',
    'Only main/store imports Kysely and the database drivers.',
    { path: program, pathNot: '^main/store/' },
    { path: packages('kysely', 'better-sqlite3', 'pg', '@types/better-sqlite3', '@types/pg') },
  ),
  never(
    'keytar-in-keychain-only',
    'Only main/identity/keychain.ts talks to the system keychain.',
    { path: program, pathNot: '^main/identity/keychain\\.ts$' },
    { path: packages('keytar', '@github/keytar') },
  ),
  never(
    'zips-in-evidence-only',
    'Only main/evidence reads and writes zips: what a stranger packed is looked at in one place.',
    { path: program, pathNot: '^main/evidence/' },
    { path: packages('yauzl', 'yazl', '@types/yauzl', '@types/yazl') },
  ),
  never(
    'no-cycles',
    'Two modules that need each other are one module. Types that name each other load nothing.',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
  never(
    'program-without-tests',
    'What ships imports no test and no script.',
    { path: program },
    { path: '^(test|resources)/' },
  ),
  never(
    'no-development-packages',
    'What runs from node_modules must be a dependency; only electron and the bundled renderer may come from devDependencies.',
    { path: '^(main|preload|shared)/' },
    { dependencyTypes: ['npm-dev'], pathNot: [packages('electron'), '(^|/)node_modules/@types/'] },
  ),
  never('everything-resolves', 'An import must lead somewhere.', {}, { couldNotResolve: true, pathNot: '\\?asset$' }),
]

export const options = {
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  enhancedResolveOptions: {
    exportsFields: ['exports'],
    conditionNames: ['import', 'types', 'node', 'default'],
    extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.json'],
  },
}
