import { drillActions } from '../../shared/domain/drill-entries.ts'
import type { Entry } from '../../shared/domain/entry.ts'
import { evidenceFiles } from '../../shared/domain/evidence/format.ts'
import { digestsOf } from '../../shared/domain/evidence/people.ts'
import { rowLine, rowsBegin, rowsEnd } from '../../shared/domain/evidence/row-text.ts'
import { readTextsAt, revealActors } from '../store/evidence-entries.ts'
import { hashReader } from '../store/ledger-rows.ts'
import type { ReadDb } from '../store/schema.ts'
import { auditPaths } from './audit-paths.ts'
import { nodeHashes } from './node-hashes.ts'
import { batchSize } from './select-entries.ts'
import type { Member } from './zip-stream.ts'

type Ledger = { db: ReadDb; workspace: string; seqs: readonly number[]; size: number }

/** What every package has of the ledger: the entries, that they are in its tree, and who is behind them. */
export function ledgerMembers({ db, workspace, seqs, size }: Ledger): Member[] {
  const digests = new Set<string>()

  async function* entries() {
    for await (const batch of batches(db, workspace, seqs)) {
      for (const body of batch) for (const digest of digestsIn(body)) digests.add(digest)
      yield `${batch.join('\n')}\n`
    }
  }
  function* proofs() {
    for (const { seq, path } of auditPaths(seqs, size)) yield `{"seq":${seq},"path":[${path.join(',')}]}\n`
  }
  async function* nodes() {
    const hashOf = nodeHashes(hashReader(db, workspace))
    for (const { fresh } of auditPaths(seqs, size))
      for (const span of fresh) yield `${Buffer.from(await hashOf(span)).toString('base64')}\n`
  }
  // After the entries, which say whom it is about.
  async function* actors() {
    yield rowsBegin
    let first = true
    const wanted = [...digests].sort()
    for (let from = 0; from < wanted.length; from += batchSize)
      for (const actor of await revealActors(db, workspace, wanted.slice(from, from + batchSize))) {
        yield rowLine(actor, first)
        first = false
      }
    yield rowsEnd
  }
  return [
    { name: evidenceFiles.entries, texts: entries },
    { name: evidenceFiles.proofs, texts: proofs },
    { name: evidenceFiles.nodes, texts: nodes },
    { name: evidenceFiles.actors, texts: actors },
  ]
}

async function* batches(db: ReadDb, workspace: string, seqs: readonly number[]): AsyncGenerator<string[]> {
  for (let from = 0; from < seqs.length; from += batchSize) {
    const wanted = seqs.slice(from, from + batchSize)
    const texts = await readTextsAt(db, workspace, wanted)
    if (texts.length !== wanted.length) throw new Error(`entries of ${wanted[0]} to ${wanted.at(-1)} are missing`)
    yield texts.map(({ seq, body }) => {
      if (body === null) throw new Error(`entry ${seq} was pruned meanwhile`)
      return body
    })
  }
}

/** They may speak of others too. */
const speaksOfOthers = (body: string): boolean =>
  body.startsWith(`{"action":"${drillActions.acknowledged}"`) || aboutDeploys.test(body)
const aboutDeploys = /^\{"action":"(deploy|console\.deploy)\./
const byWhom = /^\{"action":"[^"\\]*","actor_digest":"([0-9a-f]{64})"/

/** The canonical form sorts an entry's keys, so that whose it is can be seen without reading all of it. */
function digestsIn(body: string): readonly string[] {
  const [, digest] = speaksOfOthers(body) ? [] : (byWhom.exec(body) ?? [])
  return digest === undefined ? digestsOf(JSON.parse(body) as Entry) : [digest]
}
