import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalText } from '../../shared/domain/entry.ts'
import type { ActionRow } from '../../shared/domain/evidence/action-row.ts'
import { rowPacker } from '../../shared/domain/evidence/packed-rows.ts'
import { rowText } from '../../shared/domain/evidence/row-text.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 5 })
const who = fc.record({ id: fc.constantFrom('a', 'b', 'a b', ''), digest: fc.constantFrom('c', 'b c', '1', 'a') })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)))
const rows = fc
  .record({
    proposed_by: who,
    ...{ rejected_by: maybe(who), executed_by: maybe(who), claimed_by: maybe(who), reason: text, id: text },
    approvals: fc.array(fc.record({ actor: who, at: text, note: maybe(text), proposal_digest: maybe(text) })),
    ...{ payload: json, outcome: json, last_seq: fc.nat(), outcome_unknown: fc.boolean(), rejection_note: maybe(text) },
  })
  .map((row) => row as unknown as ActionRow)

test('what was packed comes out as it was, in the order of the canonical form', () => {
  fc.assert(
    fc.property(fc.array(rows, { maxLength: 5 }), (all) => {
      const { pack, unpack } = rowPacker()
      const packed = all.map(pack)
      for (const [i, row] of all.entries()) {
        const read = unpack(packed[i] ?? '')
        expect(read).toEqual(row)
        expect(Object.keys(read)).toEqual(Object.keys(row).sort())
        expect(rowText(read)).toBe(canonicalText(row))
      }
    }),
  )
})
