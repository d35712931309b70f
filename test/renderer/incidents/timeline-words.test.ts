import { describe, expect, test } from 'vitest'
import type { ActorView, Entry, IncidentDetail } from '../../../renderer/api.ts'
import { tell } from '../../../renderer/screens/incidents/timeline-words.ts'
import type { Json } from '../../../shared/domain/entry.ts'

const person = (id: string, name: string, erased = false): ActorView => ({
  ...{ id, issuer: null, subject: null, email: null, via: null, verified: true },
  name,
  erased,
})
const story: Pick<IncidentDetail, 'actors' | 'links'> = {
  actors: { 'of bo': person('bo', 'Bo'), 'of cy': person('cy', 'erased person', true) },
  links: [
    {
      ...{ kind: 'action', ref: 'a1', seq: 2 },
      action: { type: 'rollback_deploy', tier: 3, target_ref: 'checkout-agent@4f2c9e1', status: 'approved' },
    },
    { kind: 'action', ref: 'gone', seq: 3, action: null },
  ],
}

const entry = (action: string, data: Json, subject = 'incident:i1'): Entry => ({
  ...{ seq: 1, id: 'e', workspace: 'w', at: '2026-11-21T10:00:00.000Z', actor_id: 'ada', actor_digest: 'of ada' },
  action,
  subject,
  data,
})
const incident = (verb: string, data: Json) => entry(`incident.record.${verb}`, data)
const action = (name: string, data: Json, id = 'a1') => entry(name, data, `action:${id}`)

describe('what the timeline says', () => {
  test.each<[Entry, string, string?]>([
    [incident('opened', { title: 't', severity: 'sev2', action_id: null }), 'opened it as SEV2'],
    [
      incident('opened', { title: 't', severity: 'sev1', action_id: 'a1' }),
      'opened it as SEV1 for the rollback of checkout-agent',
    ],
    [incident('opened', 7), 'opened it as an incident'],
    [incident('assigned', { owner: null }), 'left it without an owner'],
    [incident('assigned', { owner: { id: 'ada', digest: 'of ada' } }), 'took it'],
    [incident('assigned', { owner: { id: 'bo', digest: 'of bo' } }), 'gave it to Bo'],
    [incident('assigned', { owner: { id: 'cy', digest: 'of cy' } }), 'gave it to a person who was erased'],
    [incident('assigned', { owner: { id: 'x', digest: 'of x' } }), 'gave it to a person who was erased'],
    [incident('linked', { kind: 'action', ref: 'a1' }), 'linked the rollback of checkout-agent'],
    [incident('linked', { kind: 'action', ref: 'gone' }), 'linked the action gone'],
    [incident('linked', { kind: 'drill', ref: 'd7' }), 'linked the drill d7'],
    [incident('noted', { note: 'Cold\ncache' }), 'noted', 'Cold\ncache'],
    [incident('resolved', { note: 'Warm' }), 'resolved it', 'Warm'],
    [incident('resolved', { note: null }), 'resolved it'],
    [incident('forgotten', {}), 'incident.record.forgotten · incident:i1'],
    [action('action.proposal.created', { reason: 'Loop' }), 'proposed the rollback of checkout-agent', 'Loop'],
    [
      action('action.proposal.approved', { note: 'Yes', complete: false }),
      'approved the rollback of checkout-agent, which waits for one more',
      'Yes',
    ],
    [action('action.proposal.approved', { note: null, complete: true }), 'approved the rollback of checkout-agent'],
    [action('action.proposal.glass_broken', { note: 'Now' }), 'broke glass for the rollback of checkout-agent', 'Now'],
    [
      action('action.proposal.rejected', { note: null, superseded_by: null }),
      'rejected the rollback of checkout-agent',
    ],
    [
      action('action.proposal.rejected', { note: null, superseded_by: 'a2' }),
      're-pointed the rollback of checkout-agent',
    ],
    [action('action.proposal.claimed', {}), 'took the rollback of checkout-agent, to carry it out'],
    [action('action.proposal.executed', { outcome: {} }), 'carried out the rollback of checkout-agent'],
    [action('action.proposal.expired', {}), 'let go of the rollback of checkout-agent: its time for approval ran out'],
    [action('action.review.closed', { note: 'Right' }), 'closed the review of the rollback of checkout-agent', 'Right'],
    [action('action.comment.added', { body: 'Why?' }), 'wrote about the rollback of checkout-agent', 'Why?'],
    [action('alert.notice.raised', { message: 'Look' }), 'raised the alert', 'Look'],
    [action('action.proposal.executed', {}, 'unlinked'), 'carried out the action unlinked'],
    [action('action.proposal.blessed', {}), 'action.proposal.blessed · action:a1'],
    [entry('trace.tag.added', { tag: 'slow' }, 'trace:4bf9'), 'tagged the trace 4bf9 with “slow”'],
    [entry('drill.route.resolved', {}, 'drill:d7'), 'drill.route.resolved · drill:d7'],
  ])('%j', (each, says, said) => {
    const told = tell(each, story)
    expect({ says: told.says, said: told.said }).toEqual({ says, said })
  })

  test('breaking glass does not look like an approval', () => {
    const looks = ['glass_broken', 'approved', 'rejected'].map(
      (verb) => tell(action(`action.proposal.${verb}`, {}), story).look,
    )
    expect(looks).toEqual(['danger', 'good', 'bad'])
  })
})
