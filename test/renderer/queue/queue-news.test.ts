import { describe, expect, test } from 'vitest'
import { newsOf, type QueueNews } from '../../../renderer/screens/queue/queue-news.ts'

const entry = (action: string, subject = 'action:one') => ({
  seq: 1,
  id: 'e',
  workspace: 'w',
  at: '2026-11-21T10:00:00.000Z',
  action,
  subject,
  actor_id: 'a',
  actor_digest: 'd',
  data: {},
})

describe('what concerns the queue', () => {
  const cases: [string, string[], QueueNews][] = [
    ['nothing', [], { proposed: false, changed: [] }],
    ['a proposal', ['action.proposal.created'], { proposed: true, changed: [] }],
    [
      'an approval and its execution',
      ['action.proposal.approved', 'action.proposal.executed'],
      { proposed: false, changed: ['one'] },
    ],
    ['a review', ['action.review.closed'], { proposed: false, changed: ['one'] }],
    ['a comment', ['action.comment.added'], { proposed: false, changed: [] }],
    [
      'other areas',
      ['alert.notice.raised', 'drill.route.observed', 'workspace.hold.placed'],
      { proposed: false, changed: [] },
    ],
  ]
  test.each(cases)('%s', (_name, actions, news) => expect(newsOf(actions.map((each) => entry(each)))).toEqual(news))
})
