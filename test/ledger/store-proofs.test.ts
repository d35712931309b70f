import { expect, test } from 'vitest'
import { consistencyProof, inclusionProof, rootAt } from '../../main/ledger/proof.ts'
import { readBodies } from '../../main/store/entries.ts'
import { hashReader } from '../../main/store/ledger-rows.ts'
import { currentCheckpoint } from '../../main/use-cases/audit/checkpoint.ts'
import { createKey } from '../../main/use-cases/keys/create-key.ts'
import { leafHash, verifyConsistency, verifyInclusion } from '../../shared/domain/merkle.ts'
import { parseCheckpoint, parseNote, toHex } from '../../shared/domain/note.ts'
import { memoryReader } from './proof-cases.ts'
import { admin, append, withServices, workspace } from './tampering/ledgers.ts'

test('proofs from the tables are those from all leaves, on either side of what is kept', async () => {
  await withServices(async (services) => {
    await createKey(services, admin, { workspace, name: 'k', roles: ['viewer'] })
    for (const count of [3, 250, 1, 255, 300]) await append(services, count)
    const { read } = services.store
    const rows = await readBodies(read, workspace, 0, 10_000)
    const leaves = rows.map(({ body }) => leafHash(new TextEncoder().encode(body ?? '')))
    const [stored, memory] = [hashReader(read, workspace), memoryReader(leaves)]
    const last = leaves.length
    const sizes = [1, 2, 7, 255, 256, 257, 511, 512, 513, last]

    for (const size of sizes) {
      const root = await rootAt(stored, size)
      expect(toHex(root)).toBe(toHex(await rootAt(memory, size)))
      for (const index of [0, 1, 254, 255, 256, 257, 511, 512, size - 1].filter((at) => at < size)) {
        const path = await inclusionProof(stored, index, size)
        expect(path.map(toHex)).toEqual((await inclusionProof(memory, index, size)).map(toHex))
        expect(verifyInclusion(leaves[index] ?? new Uint8Array(), index, size, path, root)).toBe(true)
      }
      for (const from of sizes.filter((each) => each <= size)) {
        const path = await consistencyProof(stored, from, size)
        expect(path.map(toHex)).toEqual((await consistencyProof(memory, from, size)).map(toHex))
        expect(verifyConsistency(from, size, path, await rootAt(stored, from), root)).toBe(true)
      }
    }

    const checkpoint = parseCheckpoint(parseNote(await currentCheckpoint(services, workspace))?.text ?? '')
    expect(checkpoint?.size).toBe(last)
    expect(toHex(checkpoint?.root ?? new Uint8Array())).toBe(toHex(await rootAt(memory, last)))
  })
})
