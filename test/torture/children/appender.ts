import { setTimeout as delay } from 'node:timers/promises'
import { createLog } from '../../../main/log.ts'
import { openServices, type Services } from '../../../main/services.ts'
import { knowActor } from '../../../main/store/actors.ts'
import { asStoreError, StoreError } from '../../../main/store/errors.ts'
import { ensureWorkspace } from '../../../main/store/workspaces.ts'
import { createKey } from '../../../main/use-cases/keys/create-key.ts'
import { revokeKey } from '../../../main/use-cases/keys/revoke-key.ts'
import { identityOf, workspace } from '../ledger.ts'
import { type AppendJob, say } from './protocol.ts'

const job = JSON.parse(process.argv[2] ?? '{}') as AppendJob
class Undone extends Error {}

async function open(): Promise<Services | undefined> {
  const { dataDir, databaseUrl, masterKey } = job
  try {
    const services = await openServices({ mode: 'server', dataDir, databaseUrl, masterKey, log: createLog('silent') })
    await ensureWorkspace(services.store, workspace, identityOf('opener'))
    return services
  } catch (error) {
    say(isNamed(error) ? { kind: 'refused-to-open', why: String(error) } : bug(error))
    return undefined
  }
}

const bug = (error: unknown) => ({
  kind: 'bug',
  what: error instanceof Error ? (error.stack ?? error.message) : String(error),
})

/** False when the writer is to end. */
async function attempt(token: string, unit: () => Promise<object>): Promise<boolean> {
  try {
    say({ kind: 'ack', token, ...(await unit()) })
    return true
  } catch (caught) {
    const error = asStoreError(caught)
    if (!(error instanceof StoreError)) {
      say(bug(caught))
      return false
    }
    say({ kind: 'lost', token, why: `${error.fault}: ${error.message}` })
    // As any client would: not at once again.
    await delay(100)
    return job.onError === 'go-on'
  }
}

async function append({ store }: Services, writer: number): Promise<void> {
  const identity = identityOf(`${job.run} ${writer}`)
  const unit = (token: string, size: number) =>
    store.write(workspace, async (tx) => {
      const actor = await knowActor(tx, identity)
      const data = { filler: 'x'.repeat(size) }
      const { seq, id } = tx.append({ action: 'torture.entry.appended', subject: `torture:${token}`, actor, data })
      if (token.endsWith('/refused')) throw new Undone()
      return { seq, id }
    })
  for (let n = 1; n <= (job.each ?? Number.POSITIVE_INFINITY); n += 1) {
    const token = `${job.run}/${writer}/${n}`
    if (n % 7 === 0) {
      // A unit that fails is undone alone, whoever shares its transaction.
      const outcome = await unit(`${token}/refused`, 10).catch((error: unknown) => error)
      if (!(outcome instanceof Undone || isNamed(outcome))) return say(bug(outcome))
    }
    if (!(await attempt(token, () => unit(token, (n * 37 + writer * 101) % 1_500)))) return
  }
}

async function keepKeys(services: Services): Promise<void> {
  const by = identityOf('key keeper')
  for (;;) {
    const { id } = await createKey(services, by, { workspace, name: job.run, roles: ['viewer'] })
    say({ kind: 'ack', token: `access.key.created:key:${id}` })
    const revoked = await revokeKey(services, by, id)
    if (!revoked.ok) return say({ kind: 'bug', what: revoked.refusal.detail })
    say({ kind: 'ack', token: `access.key.revoked:key:${id}` })
  }
}

say({ kind: 'opening' })
const services = await open()
if (services) {
  say({ kind: 'open' })
  const writers = Array.from({ length: job.writers }, (_, writer) => append(services, writer))
  if (job.keys) void keepKeys(services).catch((error: unknown) => (isNamed(error) ? undefined : say(bug(error))))
  await Promise.all(writers)
  if (!job.keys) await services.close().catch((error: unknown) => say(bug(error)))
  say({ kind: 'done' })
}
process.exit(0)

/** What the product's doors would say in a sentence, reads included. */
function isNamed(error: unknown): boolean {
  return asStoreError(error) instanceof StoreError
}
