import { expect, test } from 'vitest'
import type { EvidenceReport } from '../../../renderer/api.ts'
import { verdictOf } from '../../../renderer/screens/audit/evidence-verdict.ts'

const report: EvidenceReport = {
  ok: true,
  kind: 'drills',
  origin: 'countersign/a/b',
  size: 9,
  root: 'AAAA',
  as_of: '2026-04-29T14:33:00.000Z',
  ...{ rows: 1, entries: 2, proofs: 2, actors: 1, erased: 0 },
  key_fingerprint: '00',
  first_bad: null,
  ours: 'yes',
}
const bad = { file: 'routes.json', where: 'row r-1', why: 'it does not say what follows from the entries' }

test.each<[string, Partial<EvidenceReport>, string, RegExp]>([
  ['holds and is ours', {}, 'ok', /^It holds: .*own key/],
  ['holds under a key that nobody here knows', { ours: 'unknown' }, 'warn', /not compared: .*countersign\/a\/b/],
  ['holds, and yet is not what this ledger has', { ours: 'no' }, 'bad', /^It does not fit this ledger/],
  [
    'does not hold',
    { ok: false, ours: 'unknown', first_bad: bad },
    'bad',
    /^It does not hold: routes\.json, row r-1: it does not say/,
  ],
  [
    'does not hold as a whole',
    { ok: false, first_bad: { ...bad, where: null } },
    'bad',
    /^It does not hold: routes\.json: it/,
  ],
])('a package that %s', (_, change, means, said) => {
  const verdict = verdictOf({ ...report, ...change })
  expect(verdict.means).toBe(means)
  expect(`${verdict.says}: ${verdict.because}`).toMatch(said)
})
