import type { z } from 'zod'
import type { EvidenceReport } from '../../shared/contract/evidence.ts'
import { fromBase64 } from '../../shared/domain/base64.ts'
import { canonicalText } from '../../shared/domain/entry.ts'
import { evidenceFiles, type Manifest } from '../../shared/domain/evidence/format.ts'
import type { Derivation, EvidenceKind } from '../../shared/domain/evidence/kind.ts'
import { evidenceKindOf } from '../../shared/domain/evidence/kinds.ts'
import { fingerprintOf } from '../ledger/signer.ts'
import { readActors } from './check-actors.ts'
import { checkBytes } from './check-bytes.ts'
import { checkEntries } from './check-entries.ts'
import { checkCheckpoint, readOwnKey } from './check-keys.ts'
import { checkFiles, readManifest } from './check-manifest.ts'
import { checkRows } from './check-rows.ts'
import { checkStatement } from './check-statement.ts'
import { deriving } from './deriving.ts'
import { Flaw } from './flaw.ts'
import { type Claimed, readMember, readSmall } from './read-member.ts'
import { readNodes } from './read-nodes.ts'
import { type PackageZip, readZip } from './read-zip.ts'

/** Whether it is a ledger's own, this cannot say: it has no ledger. */
export type PackageReport = Omit<z.infer<typeof EvidenceReport>, 'ours'>

/**
 * Everything a package says, checked against itself and the key that signed it. It needs a file and nothing else: no
 * network, no database. What it does not say: whose key that is. Whoever knows the ledger's key passes it as `known`.
 */
export async function verifyPackage(fd: number, known?: Uint8Array): Promise<PackageReport> {
  const report: PackageReport = { ...blank }
  try {
    await check(fd, known, report)
    return { ...report, ok: true }
  } catch (error) {
    if (!(error instanceof Flaw)) throw error
    const { file, where, why } = error
    return { ...report, first_bad: { file, where, why } }
  }
}

const blank: PackageReport = {
  ok: false,
  kind: null,
  origin: null,
  size: null,
  root: null,
  as_of: null,
  rows: 0,
  entries: 0,
  proofs: 0,
  actors: 0,
  erased: 0,
  key_fingerprint: null,
  first_bad: null,
}

const files = evidenceFiles

/** Fills the report as far as it comes; throws the first flaw. */
async function check(fd: number, known: Uint8Array | undefined, report: PackageReport): Promise<void> {
  const zip = await readZip(fd)
  const manifestText = await readSmall(zip, files.manifest)
  const manifest = readManifest(manifestText)
  const { kind: kindName, origin, size, root, as_of } = manifest
  Object.assign(report, { kind: kindName, origin, size, root, as_of })

  const texts = { vkey: await readSmall(zip, files.verifierKey), pem: await readSmall(zip, files.publicKey) }
  const key = readOwnKey(texts, origin)
  report.key_fingerprint = fingerprintOf(key)
  const signed = await checkStatement(await readSmall(zip, files.statement), key, manifest, manifestText)
  if (known && Buffer.compare(known, key) !== 0)
    throw new Flaw(files.statement, null, 'it is signed by another key than the one that was given')

  const kind = evidenceKindOf[kindName]
  checkFiles(zip, manifest, kind)
  const claimedOf = claims(manifest)
  const small = (name: string) => readSmall(zip, name, claimedOf(name))
  await checkCheckpoint(await small(files.checkpoint), manifest, key)
  const actors = readActors(await small(files.actors))
  const nodes = await readNodes(zip, claimedOf(files.nodes))
  const derivation = derivationOf(kind, manifest)
  const job = { zip, manifest, claimedOf, root: rootOf(manifest), nodes, actors, derivation }
  await checkEntries(job).catch(async (error) => {
    throw await blamed(error, zip, claimedOf)
  })
  Object.assign(report, { entries: manifest.entries, proofs: manifest.entries })
  Object.assign(report, { actors: actors.idOf.size, erased: actors.erased })
  report.rows = await checkRows(zip, kind, derivation.rows(), claimedOf)
  if (report.rows !== manifest.rows)
    throw new Flaw(files.manifest, 'rows', `it counts ${manifest.rows}, and there are ${report.rows}`)
  for (const name of [files.verifierKey, files.publicKey, files.page, files.instructions])
    for await (const _ of readMember(zip, name, claimedOf(name)));
  checkBytes(fd, zip, signed)
}

const claims = ({ files: listed }: Manifest) => {
  const byName = new Map(listed.map((file) => [file.name, file]))
  return (name: string): Claimed => {
    const claimed = byName.get(name)
    if (!claimed) throw new Flaw(name, null, 'it is not in the manifest')
    return claimed
  }
}

function derivationOf(kind: EvidenceKind, { filter, as_of, origin, workspace }: Manifest): Derivation {
  const read = kind.readFilter(filter)
  if (!read.ok) throw new Flaw(files.manifest, 'filter', read.refusal.detail)
  if (canonicalText(read.value) !== canonicalText(filter))
    throw new Flaw(files.manifest, 'filter', 'it is not in its one form')
  if (!origin.endsWith(`/${workspace}`)) throw new Flaw(files.manifest, 'workspace', 'it is not the one of the ledger')
  return deriving(files.manifest, 'filter', () => kind.derive(filter, as_of))
}

function rootOf({ root }: Manifest): Uint8Array {
  const bytes = fromBase64(root)
  if (bytes?.length !== 32) throw new Flaw(files.manifest, 'root', 'it is not a hash')
  return bytes
}

/** Where an entry and its proof do not fit each other, the one whose file was changed is the one that does not hold. */
async function blamed(error: unknown, zip: PackageZip, claimedOf: (name: string) => Claimed): Promise<unknown> {
  if (!(error instanceof Flaw) || error.file !== files.entries) return error
  const isIntact = async (name: string) => {
    try {
      for await (const _ of readMember(zip, name, claimedOf(name)));
      return true
    } catch {
      return false
    }
  }
  if (!(await isIntact(files.entries)) || (await isIntact(files.proofs))) return error
  return new Flaw(files.proofs, error.where, 'it is not the proof of this entry: it was changed')
}
