import { hash } from 'node:crypto'
import type { Entry } from '../../shared/domain/entry.ts'
import { evidenceBounds, evidenceFiles, type Manifest, type ProofLine } from '../../shared/domain/evidence/format.ts'
import type { Derivation } from '../../shared/domain/evidence/kind.ts'
import { evidenceKindOf } from '../../shared/domain/evidence/kinds.ts'
import { digestsOf } from '../../shared/domain/evidence/people.ts'
import { readBody } from '../ledger/verify-entry.ts'
import { actorAt, type KnownActors } from './check-actors.ts'
import { deriving } from './deriving.ts'
import { Flaw } from './flaw.ts'
import { type NodeList, proofWalk } from './proof-walk.ts'
import { lineByLine, readLines } from './read-lines.ts'
import type { Claimed } from './read-member.ts'
import type { PackageZip } from './read-zip.ts'

const { entries: entriesFile, proofs: proofsFile, actors: actorsFile } = evidenceFiles

type Job = {
  zip: PackageZip
  manifest: Manifest
  claimedOf(name: string): Claimed
  root: Uint8Array
  nodes: NodeList
  actors: KnownActors
  derivation: Derivation
}

/** Goes through the entries and their proofs side by side, and tells the derivation of each. */
export async function checkEntries(job: Job): Promise<void> {
  const { zip, manifest, claimedOf } = job
  const entries = lineByLine(readLines(zip, entriesFile, claimedOf(entriesFile)))
  const proofs = lineByLine(readLines(zip, proofsFile, claimedOf(proofsFile)))
  const check = entryCheck(job)
  let seen = 0
  try {
    for (;;) {
      if (!entries.ready()) await entries.more()
      if (!proofs.ready()) await proofs.more()
      const body = entries.take()
      const proof = proofs.take()
      if (body === undefined && proof === undefined) break
      if (proof === undefined) throw new Flaw(proofsFile, `line ${seen + 1}`, 'there is an entry, and no proof of it')
      if (body === undefined)
        throw new Flaw(entriesFile, `line ${seen + 1}`, 'there is a proof, and no entry that it is of')
      if (seen === manifest.entries)
        throw new Flaw(entriesFile, `line ${seen + 1}`, 'it does not have the entries that manifest.json counts')
      check(body, proof)
      seen += 1
    }
  } finally {
    await Promise.all([entries.close(), proofs.close()])
  }
  const { first, last, newest, subjects } = check.found()
  if (seen !== manifest.entries || first !== manifest.first_seq || last !== manifest.last_seq)
    throw new Flaw(entriesFile, null, 'it does not have the entries that manifest.json counts')
  if (newest !== undefined && newest !== manifest.as_of)
    throw new Flaw(evidenceFiles.manifest, 'as_of', 'it is not when the newest entry was written')
  const wanted = deriving(entriesFile, null, () => job.derivation.subjects())
  for (const [subject, seq] of wanted === null ? [] : subjects)
    if (!wanted?.has(subject)) throw new Flaw(entriesFile, `entry ${seq}`, 'no row speaks of what it is about')
}

function entryCheck({ manifest, root, nodes, actors, derivation }: Job) {
  const isAboutRows = evidenceKindOf[manifest.kind].about !== null
  const step = proofWalk(manifest.size, root, nodes)
  let first: number | null = null
  let last: number | null = null
  let newest: string | undefined
  /** Each with the first entry about it; where entries are the matter themselves, it does not matter what they are about. */
  const subjects = new Map<string, number>()

  const check = (body: string, proofText: string) => {
    const { seq, path } = readProof(proofText, last)
    const leaf = Buffer.from(hash('sha256', `\0${body}`, 'binary'), 'binary')
    const unproven = step(seq - 1, leaf, path)
    if (unproven !== undefined) throw new Flaw(entriesFile, `entry ${seq}`, unproven)
    const read = readBody(body, seq, manifest.workspace)
    if ('why' in read) throw new Flaw(entriesFile, `entry ${seq}`, read.why)
    const { entry } = read
    checkActors(entry, actors)
    const why = deriving(entriesFile, `entry ${seq}`, () => derivation.apply(entry))
    if (why !== undefined) throw new Flaw(entriesFile, `entry ${seq}`, why)
    if (derivation.kept() > evidenceBounds.rows)
      throw new Flaw(entriesFile, `entry ${seq}`, `with it there are more than ${evidenceBounds.rows} rows`)
    if (isAboutRows && !subjects.has(entry.subject)) subjects.set(entry.subject, seq)
    first ??= seq
    last = seq
    if (seq === manifest.size) newest = entry.at
  }
  return Object.assign(check, { found: () => ({ first, last, newest, subjects }) })
}

/** A proof says which entry it is of. In one form only, so that nothing of the line is left to choose. */
function readProof(text: string, last: number | null): ProofLine {
  const line = proofIn(text)
  if (!line)
    throw new Flaw(proofsFile, last === null ? 'line 1' : `behind entry ${last}`, 'it is not a line of a proof')
  return line
}

/** By hand, in one go and in one form: to parse the JSON and write it again took as long as everything else of a proof. */
function proofIn(text: string): ProofLine | undefined {
  if (!text.startsWith(seqBegin)) return undefined
  const path: number[] = []
  const seq = numberAt(text, seqBegin.length)
  if (seq === undefined || seq.value === 0 || !text.startsWith(pathBegin, seq.end)) return undefined
  let at = seq.end + pathBegin.length
  if (text.startsWith(pathEnd, at)) return at + pathEnd.length === text.length ? { seq: seq.value, path } : undefined
  for (;;) {
    const place = numberAt(text, at)
    if (place === undefined || path.push(place.value) > longestPath) return undefined
    at = place.end + 1
    if (text[place.end] === ',') continue
    const isEnd = text.startsWith(pathEnd, place.end) && place.end + pathEnd.length === text.length
    return isEnd ? { seq: seq.value, path } : undefined
  }
}

const seqBegin = '{"seq":'
const pathBegin = ',"path":['
const pathEnd = ']}'
const longestPath = 64

/** A whole number as JSON has it: without a sign, and without zeros before it. */
function numberAt(text: string, start: number): { value: number; end: number } | undefined {
  let end = start
  let value = 0
  for (;;) {
    const digit = text.charCodeAt(end) - 48
    if (!(digit >= 0 && digit <= 9)) break
    value = value * 10 + digit
    end += 1
  }
  const isOneForm = end > start && (end === start + 1 || text[start] !== '0')
  return isOneForm && Number.isSafeInteger(value) ? { value, end } : undefined
}

function checkActors(entry: Entry, { idOf }: KnownActors): void {
  const at = `entry ${entry.seq}`
  const id = idOf.get(entry.actor_digest)
  if (id !== undefined && id !== entry.actor_id)
    throw new Flaw(actorsFile, actorAt(entry.actor_digest), `its id is not the one in ${at}`)
  for (const digest of digestsOf(entry))
    if (!idOf.has(digest)) throw new Flaw(actorsFile, actorAt(digest), `${at} is by them, and they are not in the file`)
}
