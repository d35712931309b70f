import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Proposal, proposalDigest } from '../../shared/domain/action.ts'
import { anyProposal } from './action-arbitraries.ts'
import { at, digestOf, proposalOf, whoIs } from './action-setting.ts'

const proposal = proposalOf({})
const digest = proposalDigest(proposal)

describe('what was approved is what runs', () => {
  test('the digest is sha256: and the SHA-256 of the RFC 8785 form of what product.md lists', () => {
    // printf '{"expires_at":…,"workspace":"acme"}' | sha256sum
    expect(digest).toBe('sha256:4817e327fbcca1cedf10949487d7719b430554909f90c653cfebbd486ccc5806')
  })

  test('it is what another canonicalizer and another hash make of it', () => {
    const same = fc.property(anyProposal(), (some) => {
      expect(proposalDigest(some)).toBe(digestOf(some))
    })
    fc.assert(same, { numRuns: 300 })
  })

  test.each<[string, Partial<Proposal>]>([
    ['id', { id: '019aa000-0000-7000-8000-00000000000f' }],
    ['workspace', { workspace: 'other' }],
    ['type', { type: 'kill_run' }],
    ['tier', { tier: 2 }],
    ['target_ref', { target_ref: 'checkout-agenT' }],
    ['reason', { reason: 'The canary drifts.' }],
    ['mode', { mode: 'dry_run' }],
    ['payload', { payload: { to: 'v42' } }],
    ['proposed_by (the actor’s id)', { proposed_by: { ...proposal.proposed_by, id: 'somebody' } }],
    ['proposed_at', { proposed_at: at(0.001) }],
    ['expires_at', { expires_at: at(61) }],
  ])('another %s is another proposal', (_, change) => {
    expect(proposalDigest({ ...proposal, ...change })).not.toBe(digest)
  })

  test.each<[string, Partial<Proposal>]>([
    ['the proposer’s erasure', { proposed_by: { ...whoIs('operator'), digest: 'erased' } }],
    ['through what it was proposed', { proposed_through: 'assistant' }],
    ['what it supersedes', { supersedes: '019aa000-0000-7000-8000-00000000000f' }],
    ['its terms', { terms: { ...proposal.terms, approvals_required: 1 } }],
    ['the order in a payload', { payload: JSON.parse('{"b":1,"a":2}') }],
  ])('%s leaves it', (_, change) => {
    const same = 'payload' in change ? { ...proposal, payload: { a: 2, b: 1 } } : proposal
    expect(proposalDigest({ ...proposal, ...change })).toBe(proposalDigest(same))
  })
})
