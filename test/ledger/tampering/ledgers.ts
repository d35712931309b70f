import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { pino } from 'pino'
import { openServices, type Services } from '../../../main/services.ts'
import { knowActor } from '../../../main/store/actors.ts'
import { eraseActor } from '../../../main/use-cases/actors/erase-actor.ts'
import { currentCheckpoint } from '../../../main/use-cases/audit/checkpoint.ts'
import { pruneEntries } from '../../../main/use-cases/audit/prune-entries.ts'
import { createKey } from '../../../main/use-cases/keys/create-key.ts'
import { revokeKey } from '../../../main/use-cases/keys/revoke-key.ts'
import type { Identity } from '../../../shared/domain/actor.ts'
import { entriesOfDrills, tellDrills } from './drill-story.ts'
import { tellIncidents } from './incident-story.ts'

export const workspace = 'w'

/** A ledger that the product's own use-cases made, as the bytes of its file. */
export type Ledger = {
  name: string
  file: Buffer
  /** The same file, some way back. */
  older: Buffer
  /** Kept outside, as the product advises. */
  checkpoint: string
  /** What stood in the rows of people who were erased later, by digest: what an older backup still knows. */
  beforeErasure: ReadonlyMap<string, Record<string, unknown>>
}

export const person = (subject: string, name = `Name of ${subject}`): Identity => ({
  issuer: 'https://idp.example',
  subject,
  email: `${subject}@example.com`,
  name,
  via: 'oidc',
  verified: true,
})
export const admin = person('admin')
const crew = [person('ada'), person('bo'), { ...person('cy'), email: null, via: 'local', verified: false } as const]

/** Time stands still but for `pass`, so that a ledger can be pruned at any place. */
function storyTime() {
  let now = Date.UTC(2026, 0, 1)
  return {
    now: () => now,
    pass() {
      now += 60_000
    },
    text: () => new Date(now).toISOString(),
  }
}
type Time = ReturnType<typeof storyTime>

export async function withServices<T>(use: (services: Services, time: Time) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-ledger-'))
  const time = storyTime()
  const services = await openServices({ mode: 'server', dataDir, log: pino({ level: 'silent' }), clock: time.now })
  try {
    return await use(services, time)
  } finally {
    await services.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

export async function append({ store }: Services, count: number): Promise<void> {
  await store.write(workspace, async (tx) => {
    for (let i = 0; i < count; i += 1) {
      const actor = await knowActor(tx, crew[i % crew.length] ?? admin)
      const data = {
        tier: (i % 3) + 1,
        reason: `Größe ${i}: „late“\n`,
        target: { ref: `fleet/${i}`, '10': i, '9': null },
      }
      tx.append({ action: 'test.proposal.made', subject: `test:${i}`, actor, data })
    }
  })
}

/** What `live` writes. */
export const entriesOfLife = 14 + entriesOfDrills

/** Everything that leaves a trace beside the ledger: keys made, used and revoked, people renamed and erased. */
export async function live(services: Services, time: Time, round: string): Promise<void> {
  const contractor = person(`contractor ${round}`)
  const make = (by: Identity, name: string) => createKey(services, by, { workspace, name, roles: ['viewer', 'runner'] })
  await make(admin, `runner ${round}`)
  time.pass()
  const laptop = await make(contractor, `laptop ${round}`)
  await make({ ...contractor, name: 'Renamed' }, `second laptop ${round}`)
  time.pass()
  await revokeKey(services, admin, laptop.id)
  await tellIncidents(services, workspace, contractor, round)
  await tellDrills(services, workspace, contractor, round)
  const { id } = await services.store.write(workspace, (tx) => knowActor(tx, contractor))
  remember(services)
  await eraseActor(services, admin, { workspace, actor: id })
  time.pass()
}

const remembered = new WeakMap<Services, Map<string, Record<string, unknown>>>()

function remember(services: Services): void {
  const known = remembered.get(services) ?? new Map()
  remembered.set(services, known)
  const handle = new Database(services.database, { readonly: true })
  const rows = handle.prepare<[], Record<string, unknown>>('select * from actor where erased_at is null').all()
  handle.close()
  for (const { digest, issuer, subject, email, name, salt } of rows)
    known.set(digest, { issuer, subject, email, name, salt })
}

export async function prune(services: Services, before: string): Promise<void> {
  const pruned = await pruneEntries(services, admin, { workspace, before })
  if (!pruned.ok) throw new Error(pruned.refusal.detail)
}

/** A copy in one file, whatever stands in the write-ahead log. */
function copyOf({ database }: Services): Buffer {
  const handle = new Database(database)
  try {
    return handle.serialize()
  } finally {
    handle.close()
  }
}

const finished = async (name: string, services: Services, older: Buffer): Promise<Ledger> => ({
  name,
  file: copyOf(services),
  older,
  checkpoint: await currentCheckpoint(services, workspace),
  beforeErasure: remembered.get(services) ?? new Map(),
})

/** `first` and `second` entries on either side of the older copy, beside what `live` makes. */
const plain = (name: string, first: number, second: number): Promise<Ledger> =>
  withServices(async (services, time) => {
    await live(services, time, 'one')
    await append(services, first)
    const older = copyOf(services)
    time.pass()
    await append(services, second)
    await live(services, time, 'two')
    return finished(name, services, older)
  })

const pruned = (name: string, times: number): Promise<Ledger> =>
  withServices(async (services, time) => {
    let older = copyOf(services)
    for (let round = 0; round < times; round += 1) {
      await live(services, time, `before ${round}`)
      await append(services, 60)
      time.pass()
      const before = time.text()
      await live(services, time, `after ${round}`)
      await append(services, 90)
      older = copyOf(services)
      await prune(services, before)
    }
    await append(services, 20)
    return finished(name, services, older)
  })

export const makeLedgers = (): Promise<Ledger[]> =>
  Promise.all([
    plain('short', 6, 4),
    plain('of 300', 200, 88),
    plain('of 600', 300, 288),
    pruned('pruned', 1),
    pruned('pruned twice', 2),
  ])
