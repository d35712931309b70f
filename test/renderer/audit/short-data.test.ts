import { expect, test } from 'vitest'
import { shortData } from '../../../renderer/screens/audit/short-data.ts'
import type { Json } from '../../../shared/domain/entry.ts'

const cases: [string, Json, string][] = [
  ['nothing', {}, ''],
  ['null', null, 'null'],
  ['words', 'hello', 'hello'],
  ['a list', [1, 'a'], '[1,"a"]'],
  ['fields', { name: 'ci', roles: ['runner'], until: null }, 'name ci · roles ["runner"] · until null'],
  ['what nests', { payload: { b: 1, a: true } }, 'payload {"a":true,"b":1}'],
  [
    'digests and ids, which come last and short',
    { actor_digest: 'a'.repeat(64), id: '01a1fcfe-c5ab-732b-a1bd-4b3dab1012b2', name: 'ci' },
    'name ci · actor_digest aaaaaaaa… · id 01a1fcfe…',
  ],
]
test.each(cases)('%s', (_name, data, line) => expect(shortData(data)).toBe(line))

test('what is long is cut where the limit says, and shows that it was', () => {
  expect(shortData({ text: 'x'.repeat(300) }, 20)).toBe(`text ${'x'.repeat(14)}…`)
})
