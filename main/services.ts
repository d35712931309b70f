import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import { type ActionPolicy, actionPolicy } from '../shared/domain/action-policy.ts'
import type { Identity } from '../shared/domain/actor.ts'
import { ledgerOrigin } from '../shared/domain/entry.ts'
import type { GateSetting } from './gate/setting.ts'
import type { Keychain } from './identity/keychain.ts'
import { localIdentity } from './identity/local.ts'
import type { MasterKeys } from './identity/master-keys.ts'
import { createSecretStore, type SecretStore } from './identity/secret-store.ts'
import { openInstance } from './identity/signing-key.ts'
import { systemIdentity } from './identity/system.ts'
import type { TokenVerifier } from './identity/verified-token.ts'
import type { Signer } from './ledger/signer.ts'
import { asStoreError, StoreError } from './store/errors.ts'
import type { Instance } from './store/instance.ts'
import { databaseFile, openStore } from './store/open.ts'
import type { RowSecurity } from './store/row-security.ts'
import type { Store } from './store/store.ts'
import { ensureWorkspace } from './store/workspaces.ts'
import type { TargetPolicy } from './use-cases/webhooks/targets.ts'

type Environment = 'production' | 'staging' | 'development' | 'sample'
export type Mode = 'sample' | 'local' | 'server'

export type ServiceOptions = {
  mode: Mode
  dataDir: string
  databaseUrl?: string | undefined
  masterKey?: string | undefined
  name?: string | undefined
  environment?: Environment | undefined
  log: Logger
  clock?: (() => number) | undefined
  keychain?: Keychain | undefined
  /** Looked into when the signing key is not where it was expected: a command works on whatever folder it is given. */
  otherKeychain?: (() => Promise<Keychain>) | undefined
  limits?: Partial<Limits> | undefined
  policy?: ActionPolicy | undefined
  drillPolicy?: DrillPolicy | undefined
  webhookTargets?: Partial<TargetPolicy> | undefined
  gate?: Partial<GateSetting> | undefined
  /** Who is believed when a signed token says who somebody is; nobody, if it is not given. */
  tokens?: TokenVerifier | undefined
  /** A command may work on the sample; a server may not take it for its own. */
  mayBeSample?: boolean | undefined
}

export type Limits = {
  /** How many transitions of actions one client may ask for. */
  transitionsPerMinute: number
  /** How many changes of chats. */
  chatPerMinute: number
  /** How many explanations of violations. */
  explanationsPerMinute: number
  /**
   * How many replies may be written for one person at once. Their provider is what bounds a chat; this is only there so
   * that a client that asks in a loop cannot fill this process's memory.
   */
  repliesAtOnce: number
  /** How large a package of evidence may be that is sent here to be checked. */
  evidenceBytes: number
}
export const defaultLimits: Limits = {
  transitionsPerMinute: 30,
  chatPerMinute: 20,
  explanationsPerMinute: 20,
  repliesAtOnce: 50,
  evidenceBytes: 256 * 1024 * 1024,
}

/** What the configuration asks of whoever answers a drill notification; a workspace can ask for it too. */
export type DrillPolicy = { requireVerified: boolean }

/** Everything a use-case may reach for. Passed in, so that tests pass their own. */
export type Services = {
  mode: Mode
  connection: { name: string; environment: Environment }
  /** The workspace of a caller whose credential names none: sample and local mode have just one. */
  workspace: string
  store: Store
  /** What `openSnapshot` and workers open for themselves. */
  database: string
  instance: Instance
  signer: Signer
  origin(workspace: string): string
  limits: Limits
  policy: ActionPolicy
  drillPolicy: DrillPolicy
  /** Where webhooks may lead. */
  webhookTargets: TargetPolicy
  /** What the deploy gate has of this machine. */
  gate: GateSetting
  tokens: TokenVerifier | undefined
  masterKeys: MasterKeys
  secrets: SecretStore
  /** Whether the database keeps workspaces apart by itself. */
  rowSecurity: RowSecurity
  log: Logger
  clock: () => number
  /** Aborted when the program stops: streams end, waits end. */
  stopping: AbortSignal
  /** Ends event streams and waits, so that a server can finish what is in flight. */
  endStreams(): void
  /** What is still at work ends before the store does. */
  onClose(end: () => Promise<void>): void
  close(): Promise<void>
}

export async function openServices(options: ServiceOptions): Promise<Services> {
  const { mode, log, clock = Date.now } = options
  const dataDir = prepareDataDir(options.dataDir)
  const database = options.databaseUrl ?? databaseFile(dataDir)
  if (options.databaseUrl === undefined) refuseLostDatabase(dataDir, database)
  const store = await openStore({
    database,
    clock,
    onBackgroundError: (error) => log.warn({ err: error }, 'the event connection to PostgreSQL broke; it is made anew'),
  })
  if (store.rowSecurity === 'bypassed') log.warn(bypassed)
  try {
    const { keychain, otherKeychain, masterKey } = options
    const place = { dataDir, mode, keychain, otherKeychain, masterKey }
    const { instance, signer, masterKeys } = await openInstance(store, place)
    if (instance.sample && mode !== 'sample' && !options.mayBeSample)
      throw new StoreError('store_unavailable', isSample(dataDir))
    const workspace = instance.sample ? 'sample' : mode === 'server' ? 'default' : mode
    if (mode !== 'server') await ensureWorkspace(store, workspace, openedBy(mode))
    const stop = new AbortController()
    const ending: (() => Promise<void>)[] = []
    return {
      mode,
      connection: {
        name: options.name ?? defaultName(mode),
        environment: options.environment ?? defaultEnvironment(mode),
      },
      workspace,
      store,
      database,
      instance,
      signer,
      origin: (id) => ledgerOrigin(instance.id, id),
      limits: { ...defaultLimits, ...options.limits },
      policy: options.policy ?? actionPolicy,
      drillPolicy: options.drillPolicy ?? { requireVerified: false },
      // Of this machine's own console its one person is the operator too.
      webhookTargets: { privateNetworks: mode !== 'server', ...options.webhookTargets },
      gate: { ...gateOf(dataDir, mode, workspace), ...options.gate },
      tokens: options.tokens,
      masterKeys,
      secrets: createSecretStore(store, masterKeys),
      rowSecurity: store.rowSecurity,
      log,
      clock,
      stopping: stop.signal,
      endStreams: () => stop.abort(),
      onClose: (end) => void ending.push(end),
      async close() {
        stop.abort()
        await Promise.all(ending.map((end) => end()))
        await store.close()
      },
    }
  } catch (error) {
    await store.close()
    throw asStoreError(error)
  }
}

const gateOf = (dataDir: string, mode: Mode, workspace: string): GateSetting => ({
  id: randomUUID(),
  dir: join(dataDir, 'gate'),
  surfacesFile: process.env.COUNTERSIGN_SURFACES || join(dataDir, 'surfaces.json'),
  workspace: mode === 'server' ? null : workspace,
  localByApi: mode === 'server' ? 'alone' : true,
  // Whoever may define surfaces on a server is not always who owns the machine.
  ownEnvironment: mode !== 'server',
  env: process.env,
  fetch,
  forgePollMs: 3_000,
})

/** Private to its owner: the database and, without a keychain, the signing key lie in it. */
export function prepareDataDir(dir: string): string {
  const dataDir = resolve(dir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  return dataDir
}

/** Beside a signing key there was a database. Where it is gone or empty, a new ledger in its place would hide the loss. */
function refuseLostDatabase(dataDir: string, file: string): void {
  const key = readdirSync(dataDir).find((name) => /^signing-key-.*\.pem$/.test(name))
  if (key === undefined || (existsSync(file) && statSync(file).size > 0)) return
  throw new StoreError(
    'store_unavailable',
    `${dataDir} holds the signing key of a ledger (${key}), but its database is gone. Restore a backup into an empty folder, or move the key away to begin anew.`,
  )
}

const bypassed =
  'the role that this server has in PostgreSQL is not bound by row security (a superuser, or BYPASSRLS): only the queries themselves keep workspaces apart. Give it an ordinary role that owns the database.'

const isSample = (dataDir: string): string =>
  `${dataDir} holds the sample, which begins anew at every start; name another folder for what is to be kept`

const openedBy = (mode: Mode): Identity => (mode === 'sample' ? systemIdentity : localIdentity())

const defaultName = (mode: Mode): string =>
  ({ sample: 'Sample data', local: 'This machine', server: 'Countersign server' })[mode]
/** A server that does not say what it is for is treated as the one that must not be got wrong. */
const defaultEnvironment = (mode: Mode): Environment =>
  (({ sample: 'sample', local: 'development', server: 'production' }) as const)[mode]
