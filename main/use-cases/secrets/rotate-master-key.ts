import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { isLifelong, type MasterKey, type MasterKeys, notHere } from '../../identity/master-keys.ts'
import { openSealed, sealFor } from '../../identity/secret-store.ts'
import { openWrappedKey, wrapSigningKey } from '../../identity/signing-key.ts'
import type { Services } from '../../services.ts'
import { readWrappedKey, rewrapKey, type WrappedKey } from '../../store/instance.ts'
import {
  countByKey,
  lockCurrentKey,
  rewrapSecrets,
  type SealedSecret,
  type SecretPlace,
  secretsNotUnder,
  setCurrentKey,
} from '../../store/secrets.ts'
import { everywhere } from '../../store/within.ts'

type Asked = Pick<Services, 'store' | 'masterKeys' | 'instance' | 'clock'>

export type Rotation = {
  to: string
  /** This run made the key; else it went on with what another had begun. */
  begun: boolean
  moved: number
  /** Cannot be opened, so they stay as they are. */
  left: SealedSecret[]
  /** Nothing needs them any more, and they are no longer kept. */
  dropped: string[]
}

const batch = 100

/**
 * Everything goes over to a new master key, beside running servers. In this order, so that it can end anywhere and be run
 * again: the new key is durable before anything is sealed under it; new secrets go under it before old ones are moved; and
 * an old key goes when nothing needs it and nothing more can come under it.
 */
export async function rotateMasterKey(asked: Asked): Promise<Result<Rotation>> {
  const { masterKeys } = asked
  if (masterKeys.kind === 'memory')
    return refuse(
      'invalid_transition',
      'Here the master key is in memory alone and ends with the program that made it.',
    )
  const begun = await beginRotation(asked)
  if (!begun.ok) return begun
  const { to, added } = begun.value
  const secrets = await moveSecrets(asked, to)
  const isOurs = await moveSigningKey(asked, to)
  if (secrets === 'overtaken' || !isOurs) return refuse('invalid_transition', overtaken)
  const { moved, left } = secrets
  const dropped = await dropUnneeded(asked, to)
  return ok({ to: to.id, begun: added, moved, left, dropped })
}

/** Under the lock, so that of two rotations at once one adds a key and the other goes on with it. */
async function beginRotation(asked: Asked): Promise<Result<{ to: MasterKey; added: boolean }>> {
  const { store, masterKeys } = asked
  // A unit may run twice; a key is added once.
  let added: MasterKey | undefined
  return store.write('', async (tx) => {
    const current = await lockCurrentKey(tx)
    const keys = await masterKeys.reread()
    // With another installation's key everything of this one would go over to it.
    if (current !== null && !isLifelong(current) && !masterKeys.known(current)) throw notHere(current)
    const ids = await needed(asked)
    const [first] = keys
    if (!first && (current !== null || ids.size > 0)) throw notHere(current ?? undefined)
    if (!first) return refuse('invalid_transition', 'There is no master key yet: the first secret makes one.')
    if (!added && isUnfinished(masterKeys, keys, current, ids)) {
      await setCurrentKey(tx, first.id)
      return ok({ to: first, added: false })
    }
    if (masterKeys.kind === 'environment') return refuse('invalid_transition', addToEnvironment)
    added ??= await masterKeys.add()
    await setCurrentKey(tx, added.id)
    return ok({ to: added, added: true })
  })
}

const addToEnvironment =
  'Everything is under the first key of COUNTERSIGN_MASTER_KEY. To rotate, put a new one in front of it for every server, by setting it to "$(openssl rand -base64 32),$COUNTERSIGN_MASTER_KEY", start them anew, and run this again.'

function isUnfinished(
  { kind, known }: MasterKeys,
  keys: readonly MasterKey[],
  current: string | null,
  ids: ReadonlySet<string | null>,
): boolean {
  const [first] = keys
  if (current !== null && current !== first?.id) return true
  if (keys.length > 1 && kind !== 'environment') return true
  // What cannot be opened stays where it is, and holds up nothing.
  return [...ids].some((id) => (id === null ? keys.length > 1 : id !== first?.id && known(id) !== undefined))
}

/** The keys that something is sealed under; null for the signing key from when there was only ever one. */
async function needed({ store }: Pick<Asked, 'store'>): Promise<Set<string | null>> {
  const counts = await everywhere(() => countByKey(store.read))
  const wrapped = await readWrappedKey(store.read)
  const ids = new Set<string | null>([...counts.keys()].filter((id) => !isLifelong(id)))
  return wrapped ? ids.add(wrapped.key_id) : ids
}

const overtaken = 'Another rotation has gone further meanwhile: what was left to do here is done there.'

/**
 * Every batch asks, under the lock, whether new secrets still go under this key. A rotation that others overtook would
 * else put secrets back under a key that may be gone.
 */
async function moveSecrets(asked: Asked, to: MasterKey): Promise<Pick<Rotation, 'moved' | 'left'> | 'overtaken'> {
  const left: SealedSecret[] = []
  let moved = 0
  let after: SecretPlace | undefined
  for (;;) {
    const rows = await everywhere(() => secretsNotUnder(asked.store.read, to.id, after, batch))
    for (const [workspace, some] of Map.groupBy(rows, (row) => row.workspace)) {
      const opened = some.map((from) => ({ from, to: resealed(asked, from, to) }))
      left.push(...opened.flatMap((row) => (row.to || isLifelong(row.from.key_id) ? [] : [row.from])))
      const rewraps = opened.flatMap((row) => (row.to ? [{ from: row.from, to: row.to }] : []))
      const done = await asked.store.write(workspace, async (tx) =>
        (await lockCurrentKey(tx)) === to.id ? rewrapSecrets(tx, rewraps) : undefined,
      )
      if (done === undefined) return 'overtaken'
      moved += done
    }
    after = rows.at(-1)
    if (rows.length < batch) return { moved, left }
  }
}

/** Undefined where it cannot be opened: its key is not here, or somebody has changed it. */
function resealed({ masterKeys, clock }: Asked, from: SealedSecret, to: MasterKey): SealedSecret | undefined {
  const key = masterKeys.known(from.key_id)
  const secret = key && openSealed(from, key)
  return secret === undefined ? undefined : sealFor(from, secret, to, clock())
}

/** False when another rotation has gone further. */
async function moveSigningKey({ store, masterKeys, instance }: Asked, to: MasterKey): Promise<boolean> {
  const read = () => readWrappedKey(store.read)
  const wrapped = await read()
  if (wrapped === undefined || wrapped.key_id === to.id) return true
  const pem = await openWrappedKey(masterKeys, instance.id, wrapped, read)
  const fresh: WrappedKey = wrapSigningKey(instance.id, pem, to)
  return store.write('', async (tx) => {
    if ((await lockCurrentKey(tx)) !== to.id) return false
    await rewrapKey(tx, wrapped, fresh)
    return true
  })
}

/** Under the lock: nothing can come under another key than the current one until it is done, or after. */
async function dropUnneeded({ store, masterKeys }: Asked, to: MasterKey): Promise<string[]> {
  if (masterKeys.kind === 'environment') return []
  const before = await masterKeys.reread()
  await store.write('', async (tx) => {
    const current = await lockCurrentKey(tx)
    const ids = await needed({ store })
    // One whose name is not known may be any of them.
    if (!ids.has(null)) await masterKeys.keepOnly(new Set([...ids, current, to.id]))
  })
  const kept = await masterKeys.list()
  return before.map(({ id }) => id).filter((id) => !kept.some((key) => key.id === id))
}
