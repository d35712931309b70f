/** Faults built into the program on purpose, by editing its text as it is loaded: the harness must catch each. */
export type Mutation = { file: string; from: string; to: string }

/** Of the ledger's units alone: the first start does not get past an instance that is acknowledged and not there. */
const acknowledge =
  "for (const { waiting, outcome } of settled) if ('value' in outcome && waiting.workspace) waiting.resolve(outcome.value)"
const commit = 'await db.executeQuery(commit)'
const lane = 'main/store/lane.ts'
const sqlite = 'main/store/sqlite.ts'
const transition = 'main/use-cases/transition.ts'
const keep = 'await keepAnswer(tx, { client: caller.client, ...once }, answer)'
const keepLater =
  'const late = () => store.write(caller.workspace, (next) => keepAnswer(next, { client: caller.client, ...once }, answer))'

const moveRoutes = 'await moveRoutes(tx, to, moved)'

const rotation = 'main/use-cases/secrets/rotate-master-key.ts'
const moveSecrets = 'const secrets = await moveSecrets(asked, to)'

export const mutants = {
  /**
   * Acknowledges one turn of the event loop before the commit. Without that turn the mutant is harmless: SQLite commits
   * on this very thread before a promise that was resolved is heard of.
   */
  'early-ack': [
    { file: lane, from: commit, to: `${acknowledge}; await new Promise((go) => setImmediate(go)); ${commit}` },
  ],
  /** The same, with the window that a kill must hit held open for 5 ms, as a slow disk would. */
  'early-ack-slow': [
    { file: lane, from: commit, to: `${acknowledge}; await new Promise((go) => setTimeout(go, 5)); ${commit}` },
  ],
  /** Entries and their tree in one transaction, the head in the next. */
  'split-transaction': [
    {
      file: lane,
      from: 'const edge = Buffer',
      to: `${commit}; await new Promise((go) => setTimeout(go, 5)); await backend.begin(db); const edge = Buffer`,
    },
  ],
  /** What better-sqlite3 is built with, and worse: opening must refuse. */
  'synchronous-normal': [{ file: sqlite, from: 'synchronous = full', to: 'synchronous = normal' }],
  'synchronous-off': [{ file: sqlite, from: 'synchronous = full', to: 'synchronous = off' }],
  'no-wal': [{ file: sqlite, from: 'journal_mode = wal', to: 'journal_mode = delete' }],
  /** The check at opening is gone too: only the order of system calls can show it. */
  'synchronous-normal-unchecked': [
    { file: sqlite, from: 'synchronous = full', to: 'synchronous = normal' },
    { file: sqlite, from: 'synchronous: 2', to: 'synchronous: 1' },
  ],
  /** What was answered is kept in a transaction of its own, after the one of what was done. */
  'answer-kept-later': [{ file: transition, from: keep, to: `{ ${keepLater}; setTimeout(late, 20) }` }],
  /** Nobody looks again, inside the transaction, whether this very request has been answered meanwhile. */
  'unasked-twice': [
    { file: transition, from: 'once && (await findKeptIn(tx.db, caller, once, tx.now))', to: 'undefined' },
  ],
  /** Answers to drill notifications in one transaction, and where their routes stand in the next. */
  'routes-moved-later': [
    {
      file: 'main/use-cases/drills/acknowledge-routes.ts',
      from: moveRoutes,
      to: `const { CompiledQuery: { raw } } = await import('kysely'); await tx.db.executeQuery(raw('commit')); await new Promise((go) => setTimeout(go, 50)); await tx.db.executeQuery(raw('begin immediate')); ${moveRoutes}`,
    },
  ],
  /** Old master keys go before what they seal has moved. */
  'key-dropped-first': [
    {
      file: rotation,
      from: moveSecrets,
      to: `await asked.masterKeys.keepOnly(new Set([to.id])); ${moveSecrets}`,
    },
  ],
} as const satisfies Record<string, readonly Mutation[]>

export type MutantName = keyof typeof mutants
