import { deflateRawSync } from 'node:zlib'
import { deflated, sizesFollowFlag, stored } from '../../../main/evidence/zip-records.ts'
import { generateSigningKey } from '../../../main/ledger/signer.ts'
import { evidenceFiles, Manifest } from '../../../shared/domain/evidence/format.ts'
import { Envelope, Statement } from '../../../shared/domain/evidence/statement.ts'
import type { Random } from '../../torture/random.ts'
import { line, sha256, signedBy, zipOf } from './hand-made.ts'
import { membersOf, repacked } from './repack.ts'
import { partKinds, partsOf } from './zip-parts.ts'

/** What can be done to a package by whoever has it, and another of the same ledger, but not the ledger's key. */
export type Material = { zip: Buffer; files: ReadonlyMap<string, Buffer>; other: ReadonlyMap<string, Buffer> }
type Files = Map<string, Buffer>
type Mutation = (material: Material, random: Random) => Buffer | Promise<Buffer>

const { manifest, statement, entries, proofs, nodes, checkpoint, actors } = evidenceFiles
const packed = [entries, proofs, nodes, checkpoint, actors]

/** The bytes of the file, whatever they mean. */
const onBytes: Record<string, Mutation> = {
  'a bit is turned': ({ zip }, random) => turned(zip, random.between(0, zip.length - 1), random),
  'a byte is put in': ({ zip }, random) => spliced(zip, random.between(0, zip.length), 0, random.bytes(1)),
  'a byte is taken out': ({ zip }, random) => spliced(zip, random.between(0, zip.length - 1), 1),
  'some bytes are put in': ({ zip }, random) =>
    spliced(zip, random.between(0, zip.length), 0, random.bytes(random.between(2, 64))),
  'a run is emptied': ({ zip }, random) => {
    const [at, length] = [random.between(0, zip.length - 1), random.between(1, 64)]
    return spliced(zip, at, length, Buffer.alloc(length))
  },
  'a run is there twice': ({ zip }, random) => {
    const at = random.between(0, zip.length - 65)
    return spliced(zip, at, 0, zip.subarray(at, at + random.between(1, 64)))
  },
  'the end is cut off': ({ zip }, random) => zip.subarray(0, random.between(0, zip.length - 1)),
  'something is put behind': ({ zip }, random) => Buffer.concat([zip, random.bytes(random.between(1, 64))]),
  'something is put before': ({ zip }, random) => Buffer.concat([random.bytes(random.between(1, 64)), zip]),
  'it is there twice': ({ zip }) => Buffer.concat([zip, zip]),
  'a comment is added': ({ zip }, random) => {
    const comment = random.bytes(random.between(1, 32))
    const commented = Buffer.concat([zip, comment])
    commented.writeUInt16LE(comment.length, zip.length - 2)
    return commented
  },
  ...Object.fromEntries(partKinds.map((what) => [`a bit is turned (${what})`, turnedIn(what)])),
}

/** What is in it stays; only how it is packed is another. */
const onPacking: Record<string, Mutation> = {
  'the statement is deflated': ({ zip }) =>
    repacked(zip, statement, (text) => ({ method: deflated, packed: deflateRawSync(text) })),
  'the statement is deflated, with bytes behind': ({ zip }, random) =>
    repacked(zip, statement, (text) => ({
      method: deflated,
      packed: Buffer.concat([deflateRawSync(text), random.bytes(random.between(1, 5_000))]),
    })),
  'the statement is deflated as it is': ({ zip }) =>
    repacked(zip, statement, (text) => ({ method: deflated, packed: deflateRawSync(text, { level: 0 }) })),
  'the statement has its sizes before it': ({ zip }) =>
    repacked(zip, statement, (packed, { flags }) => ({ flags: flags & ~sizesFollowFlag, method: stored, packed })),
  'bytes stand behind a deflated member': ({ zip }, random) => {
    const { name } = random.pick(membersOf(zip).filter(({ method }) => method === deflated))
    return repacked(zip, name, (packed) => ({ packed: Buffer.concat([packed, random.bytes(random.between(1, 64))]) }))
  },
}

/** Unpacked, changed and packed again as our writer packs. */
const onFiles: Record<string, Mutation> = {
  'packed again by another packer': async ({ files }) => {
    const again = await zipOf(files, 1)
    return again
  },
  'a member is left out': again((files, random) => void files.delete(random.pick([...files.keys()]))),
  'two members change places': again((files, random) => {
    const names = [...files.keys()]
    swap(names, random)
    const before = new Map(files)
    files.clear()
    for (const name of names) files.set(name, before.get(name) ?? Buffer.alloc(0))
  }),
  'two members change contents': again((files, random) => {
    const one = random.pick([...files.keys()])
    const other = random.pick(
      [...files.keys()].filter((name) => !files.get(name)?.equals(files.get(one) ?? Buffer.alloc(0))),
    )
    const bytes = bytesOf(files, one)
    files.set(one, bytesOf(files, other)).set(other, bytes)
  }),
  'a member has another name': again((files, random) => {
    const name = random.pick([...files.keys()])
    const bytes = bytesOf(files, name)
    files.delete(name)
    files.set(`${name}x`, bytes)
  }),
  'a member is added': again((files, random) => void files.set(`extra-${random.between(0, 99)}.txt`, random.bytes(9))),
  'a byte of a member is changed': again((files, random) => {
    const name = random.pick([...files.keys()])
    files.set(name, turned(bytesOf(files, name), random.between(0, bytesOf(files, name).length - 1), random))
  }),
  'a line is changed, and the manifest': again((files, random) => {
    const name = random.pick(withLines(files))
    files.set(name, turned(bytesOf(files, name), random.between(0, bytesOf(files, name).length - 1), random))
    rehash(files)
  }),
  'a line is left out, and the manifest changed': again((files, random) => {
    onLines(files, random, (lines, at) => void lines.splice(at, 1))
    rehash(files)
  }),
  'a line is there twice, and the manifest changed': again((files, random) => {
    onLines(files, random, (lines, at) => void lines.splice(at, 0, lines[at] ?? ''))
    rehash(files)
  }),
  'two lines change places': again((files, random) => {
    onLines(files, random, (lines) => swap(lines, random))
    rehash(files)
  }),
  'the statement is of another manifest': again(
    (files, _, { other }) => void files.set(statement, bytesOf(other, statement)),
  ),
  'the manifest is another’s': again((files, _, { other }) => void files.set(manifest, bytesOf(other, manifest))),
  'manifest and statement are another’s': again((files, _, { other }) => {
    for (const name of [manifest, statement]) files.set(name, bytesOf(other, name))
  }),
  'the checkpoint is of another tree': again((files, _, { other }) => {
    files.set(checkpoint, bytesOf(other, checkpoint))
    rehash(files)
  }),
  'a file is another’s, and the manifest changed': again((files, random, { other }) => {
    const name = random.pick(packed.filter((each) => !bytesOf(other, each).equals(bytesOf(files, each))))
    files.set(name, bytesOf(other, name))
    rehash(files)
  }),
  'signed by another key': again((files) => {
    const payload = Buffer.from(Envelope.parse(jsonOf(files, statement)).payload, 'base64').toString()
    files.set(statement, line(signedBy(generateSigningKey(), Statement.parse(JSON.parse(payload)))))
  }),
  'signed by another key, as if by the first': again((files) => {
    const envelope = Envelope.parse(jsonOf(files, statement))
    const [{ keyid }] = envelope.signatures
    const payload = Buffer.from(envelope.payload, 'base64').toString()
    const [{ sig }] = signedBy(generateSigningKey(), Statement.parse(JSON.parse(payload))).signatures
    files.set(statement, line({ ...envelope, signatures: [{ keyid, sig }] }))
  }),
  'the statement has spaces': again((files) => {
    files.set(statement, Buffer.from(`${JSON.stringify(jsonOf(files, statement), null, 1)}\n`))
  }),
}

const families = Object.entries({ ...onBytes, ...onPacking, ...onFiles })
export const familyNames = families.map(([name]) => name)

/** The `n`th: all families in turn, so that each is there however few are wanted. */
export async function mutate(material: Material, n: number, random: Random): Promise<{ family: string; zip: Buffer }> {
  for (;;) {
    const [family, mutation] = families[n % families.length] ?? ['', () => material.zip]
    const zip = await mutation(material, random)
    // To turn a run of zeros into zeros is to do nothing.
    if (!zip.equals(material.zip)) return { family, zip }
  }
}

function again(change: (files: Files, random: Random, material: Material) => void): Mutation {
  return (material, random) => {
    const files: Files = new Map(material.files)
    change(files, random, material)
    return zipOf(files)
  }
}

function turnedIn(what: string): Mutation {
  return ({ zip }, random) => {
    const { start, end } = random.pick(partsOf(zip).filter((part) => part.what === what))
    return turned(zip, random.between(start, end - 1), random)
  }
}

function turned(bytes: Buffer, at: number, random: Random): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ (1 << random.between(0, 7))
  return changed
}

const spliced = (bytes: Buffer, at: number, length: number, instead: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([bytes.subarray(0, at), instead, bytes.subarray(at + length)])

function bytesOf(files: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const bytes = files.get(name)
  if (!bytes) throw new Error(`there is no ${name} to change`)
  return bytes
}

const jsonOf = (files: Files, name: string): unknown => JSON.parse(bytesOf(files, name).toString())

const withLines = (files: Files): string[] =>
  [...files].flatMap(([name, bytes]) =>
    name !== manifest && name !== statement && bytes.toString().split('\n').length > 3 ? [name] : [],
  )

function onLines(files: Files, random: Random, change: (lines: string[], at: number) => void): void {
  const name = random.pick(withLines(files))
  const lines = bytesOf(files, name).toString().split('\n')
  change(lines, random.between(0, lines.length - 2))
  files.set(name, Buffer.from(lines.join('\n')))
}

function swap(items: string[], random: Random): void {
  const at = random.between(0, items.length - 2)
  const [one = '', other = ''] = items.slice(at)
  items.splice(at, 2, other, one)
}

/** A manifest that fits what was changed; which nobody has signed. */
export function rehash(files: Files): void {
  const read = Manifest.parse(jsonOf(files, manifest))
  const claimed = read.files.map(({ name }) => ({
    name,
    size: bytesOf(files, name).length,
    sha256: sha256(bytesOf(files, name)),
  }))
  files.set(manifest, line({ ...read, files: claimed }))
}
