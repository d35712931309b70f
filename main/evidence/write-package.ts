import { hash } from 'node:crypto'
import { toBase64 } from '../../shared/domain/base64.ts'
import { canonicalText, type Entry } from '../../shared/domain/entry.ts'
import { evidenceFiles, type Manifest, payloadType } from '../../shared/domain/evidence/format.ts'
import type { EvidenceKind, EvidenceRow } from '../../shared/domain/evidence/kind.ts'
import { type Envelope, type PackageBytes, statementOver } from '../../shared/domain/evidence/statement.ts'
import type { Hash } from '../../shared/domain/merkle.ts'
import { fingerprintOf, noteVerifierKey, type Signer, signCheckpoint } from '../ledger/signer.ts'
import { readTextsAt, revealActors } from '../store/evidence-entries.ts'
import type { ReadDb } from '../store/schema.ts'
import { instructions } from './instructions.ts'
import { ledgerMembers } from './ledger-members.ts'
import { digestsOnPage, page, rowsOnPage } from './page.ts'
import { rowMembers } from './row-members.ts'
import type { Selected } from './select-entries.ts'
import type { Tally } from './tally.ts'
import { type Member, type Written, zipStream } from './zip-stream.ts'

export type Package = {
  db: ReadDb
  signer: Signer
  kind: EvidenceKind
  selected: Selected
  root: Hash
  manifest: Omit<Manifest, 'files' | 'root'>
}

/** The package as a stream of bytes, which depend on nothing but the ledger up to its size, and on who was erased. */
export function writePackage({ db, signer, kind, selected, root, manifest: facts }: Package): Tally {
  const { workspace, origin, size } = facts
  const { seqs, derivation } = selected
  const manifest = { ...facts, root: toBase64(root) }
  const files: Written[] = []
  const whole = (): Manifest => ({ ...manifest, files: files.toSorted((a, b) => (a.name < b.name ? -1 : 1)) })

  async function* human() {
    const rows = await firstRows(db, workspace, kind, selected)
    const people = await revealActors(db, workspace, digestsOnPage(kind, rows))
    const total = kind.main === null ? manifest.entries : manifest.rows
    const byDigest = new Map(people.map((person) => [person.digest, person]))
    yield page({ kind, manifest, fingerprint: fingerprintOf(signer.publicKey), rows, total, people: byDigest })
  }
  const members: Member[] = [
    text(evidenceFiles.instructions, () => instructions),
    { name: evidenceFiles.page, texts: human },
    ...rowMembers(kind, derivation),
    ...ledgerMembers({ db, workspace, seqs, size }),
    text(evidenceFiles.checkpoint, () => signCheckpoint(signer, origin, size, root)),
    text(evidenceFiles.verifierKey, () => `${noteVerifierKey(origin, signer.publicKey)}\n`),
    text(evidenceFiles.publicKey, () => signer.publicPem),
    text(evidenceFiles.manifest, () => `${canonicalText(whole())}\n`),
  ]
  const signed = (packed: PackageBytes) => `${canonicalText(envelopeOver(signer, whole(), packed))}\n`
  return zipStream(members, { name: evidenceFiles.statement, text: signed }, (written) => {
    if (written.name !== evidenceFiles.manifest) files.push(written)
  })
}

const text = (name: string, make: () => string): Member => ({
  name,
  *texts() {
    yield make()
  },
})

function envelopeOver(signer: Signer, manifest: Manifest, packed: PackageBytes): Envelope {
  const sha256 = hash('sha256', `${canonicalText(manifest)}\n`, 'hex')
  const payload = Buffer.from(canonicalText(statementOver(manifest, sha256, packed)))
  const { keyid, signature } = signer.statement(payload)
  return { payload: toBase64(payload), payloadType, signatures: [{ keyid, sig: toBase64(signature) }] }
}

async function firstRows(
  db: ReadDb,
  workspace: string,
  { main }: EvidenceKind,
  { seqs, derivation }: Selected,
): Promise<EvidenceRow[]> {
  if (main !== null) return first(derivation.rows().get(main) ?? [], rowsOnPage)
  const texts = await readTextsAt(db, workspace, seqs.slice(0, rowsOnPage))
  return texts.map(({ body }) => {
    const { seq, at, action, subject, actor_id, actor_digest, data } = JSON.parse(body ?? '') as Entry
    return { seq, at, action, subject, by: { id: actor_id, digest: actor_digest }, data }
  })
}

function first<T>(all: Iterable<T>, count: number): T[] {
  const taken: T[] = []
  for (const each of all) {
    if (taken.length === count) break
    taken.push(each)
  }
  return taken
}
