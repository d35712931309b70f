import { hash } from 'node:crypto'
import { dsse } from '@sigstore/core'
import { fromBase64, toBase64 } from '../../shared/domain/base64.ts'
import { canonicalText, isCanonical } from '../../shared/domain/entry.ts'
import { evidenceFiles, type Manifest, payloadType } from '../../shared/domain/evidence/format.ts'
import { Envelope, type PackageBytes, Statement, statementOver } from '../../shared/domain/evidence/statement.ts'
import { fingerprintOf, verifyEd25519 } from '../ledger/signer.ts'
import { Flaw } from './flaw.ts'
import { parsedAs } from './parsed-as.ts'

const name = evidenceFiles.statement

/** Whether `key` has signed that this is the manifest, and what it says of the package's bytes. */
export async function checkStatement(
  text: string,
  key: Uint8Array,
  manifest: Manifest,
  manifestText: string,
): Promise<PackageBytes> {
  const envelope = parsedAs(Envelope, name, text)
  // In one form only: of what is not signed (spaces, the order, the name of the key) nothing can be changed either.
  if (!text.endsWith('\n') || !isCanonical(text.slice(0, -1), envelope))
    throw new Flaw(name, null, 'it is not in canonical form')
  const [{ keyid, sig }] = envelope.signatures
  if (keyid !== fingerprintOf(key)) throw new Flaw(name, null, 'it is signed by another key')
  const payload = fromBase64(envelope.payload)
  const signature = fromBase64(sig)
  if (!payload || signature?.length !== 64) throw new Flaw(name, null, 'it is not a signed statement')
  if (!(await verifyEd25519(key, dsse.preAuthEncoding(payloadType, Buffer.from(payload)), signature)))
    throw new Flaw(name, null, 'its signature is not good')

  const statement = parsedAs(Statement, name, Buffer.from(payload).toString('utf8'))
  const { package: before } = statement.predicate
  const digest = hash('sha256', manifestText, 'hex')
  if (statement.subject[0].digest.sha256 !== digest)
    throw new Flaw(evidenceFiles.manifest, null, 'its SHA-256 is not the one that was signed: it was changed')
  if (toBase64(Buffer.from(canonicalText(statementOver(manifest, digest, before)))) !== envelope.payload)
    throw new Flaw(name, null, 'it says something else than the manifest')
  return before
}
