import { describe, expect, test } from 'vitest'
import { digestsOnPage, type PageFacts, page } from '../../main/evidence/page.ts'
import { evidenceFormat, type RevealedActor } from '../../shared/domain/evidence/format.ts'
import type { EvidenceRow } from '../../shared/domain/evidence/kind.ts'
import { evidenceKindOf } from '../../shared/domain/evidence/kinds.ts'

const digest = 'a'.repeat(64)
const grace: RevealedActor = {
  ...{ digest, id: 'g', issuer: 'https://id.example', subject: 'grace', email: 'grace@example.com', name: 'Grace' },
  ...{ via: 'oidc', verified: true, salt: 'c2FsdA==', erased: false },
}

function shown(name: 'actions' | 'ledger', row: EvidenceRow): string {
  const manifest: PageFacts['manifest'] = {
    format: evidenceFormat,
    ...{ kind: name, workspace: 'w', origin: 'countersign/i/w', filter: {}, size: 9 },
    ...{ root: 'AA==', as_of: '2026-02-01T00:00:00.000Z', rows: 1, entries: 1, first_seq: 1, last_seq: 1 },
  }
  const facts = { kind: evidenceKindOf[name], manifest, fingerprint: 'ff', rows: [row], total: 1 }
  return page({ ...facts, people: new Map([[digest, grace]]) })
}

describe('what a stranger wrote is never shown as a person', () => {
  const hostile = [
    { digest },
    { digest: 'nobody' },
    [{ actor: { digest }, at: '2026-01-01T00:00:00.000Z' }],
    [{ actor: { digest: 'nobody' }, at: 'never' }],
    { actor: { digest } },
  ]
  test.each(hostile)('%j as an outcome', (outcome) => {
    const html = shown('actions', { outcome })
    expect(html).not.toMatch(/Grace|erased person/)
    expect(html).toContain('&quot;digest&quot;:')
  })
  test.each(hostile)('%j in the data of an entry', (data) => {
    expect(shown('ledger', { data })).not.toMatch(/Grace|erased person/)
  })
  test('nor is what they said shown as ours', () => {
    expect(shown('actions', { outcome: 'Grace <grace@example.com>' })).toContain('&quot;Grace &lt;grace')
    expect(shown('actions', { outcome: true })).toContain('<bdi>true</bdi>')
  })
  test('and whoever is named there is not looked up', () => {
    expect(
      digestsOnPage(
        evidenceKindOf.actions,
        hostile.map((outcome) => ({ outcome, payload: outcome })),
      ),
    ).toEqual([])
    expect(digestsOnPage(evidenceKindOf.ledger, [{ by: { id: 'g', digest }, data: { digest: 'b' } }])).toEqual([digest])
  })
})

test('people are named where we say who did what', () => {
  const approvals = [{ actor: { id: 'g', digest }, at: '2026-01-01T00:00:00.000Z', note: null }]
  const html = shown('actions', { proposed_by: { id: 'x', digest: 'b' }, executed_by: { id: 'g', digest }, approvals })
  expect(html).toContain('<bdi>erased person</bdi>')
  expect(html).toContain('<bdi>Grace &lt;grace@example.com&gt;</bdi>')
  expect(html).toContain('<bdi>Grace &lt;grace@example.com&gt;, 2026-01-01T00:00:00.000Z</bdi>')
})
