import { describe, expect, test } from 'vitest'
import type { Entry } from '../../../renderer/api.ts'
import * as names from '../../../renderer/screens/drills/entry-names.ts'
import { newsOf } from '../../../renderer/screens/drills/routes/route-news.ts'
import { drillActions, drillSubject } from '../../../shared/domain/drill-entries.ts'
import { someRoute } from './some-route.ts'

const entry = (action: string, data: unknown, subject = 'drill:checkout') => ({ action, subject, data }) as Entry
const route = someRoute()

describe('what entries mean for the list', () => {
  test('the names are the domain’s', () => {
    expect(drillActions).toMatchObject({
      planned: names.planned,
      delivered: names.delivered,
      failed: names.failed,
      acknowledged: names.acknowledged,
      scheduleSet: names.scheduleSet,
    })
    expect(names.drillSubject('x')).toBe(drillSubject('x'))
  })

  test('nothing, where they are about something else', () => {
    expect(newsOf([entry('action.proposal.created', {}), entry('drill.run.started', {})])).toBeUndefined()
  })

  test('an answer touches the routes that it covered, and no other', () => {
    const news = newsOf([entry(drillActions.acknowledged, { route_ids: ['gordn-1-1'] })])
    expect(news?.plans).toEqual([])
    expect(news?.touches(route)).toBe(true)
    expect(news?.touches(someRoute({ route_id: 'gordn-1-2' }))).toBe(false)
  })

  test('a delivery touches the routes of its plan at its provider', () => {
    for (const action of [drillActions.delivered, drillActions.failed]) {
      const news = newsOf([entry(action, { plan_id: 'gordn-1', provider: 'slack' })])
      expect(news?.touches(route)).toBe(true)
      expect(news?.touches(someRoute({ provider: 'teams' }))).toBe(false)
      expect(news?.touches(someRoute({ plan_id: 'gordn-2' }))).toBe(false)
    }
  })

  test('a plan has new routes, and takes over those that it tells again', () => {
    const route_decisions = [
      { owner: 'payments', provider: 'slack', action: 'deliver' },
      { owner: 'payments', provider: 'teams', action: 'suppress' },
    ]
    const news = newsOf([entry(drillActions.planned, { plan_id: 'gordn-2', route_decisions })])
    expect(news?.plans).toEqual(['gordn-2'])
    expect(news?.touches(route)).toBe(true)
    expect(news?.touches(someRoute({ provider: 'teams' }))).toBe(false)
    expect(news?.touches(someRoute({ schedule_id: 'search' }))).toBe(false)
    expect(news?.touches(someRoute({ plan_id: 'gordn-2' }))).toBe(false)
  })

  test('another title, or an erased person, may be in any row', () => {
    expect(newsOf([entry(drillActions.scheduleSet, {})])?.touches(route)).toBe(true)
    expect(newsOf([entry('actor.identity.erased', {}, 'actor:1')])?.touches(route)).toBe(true)
  })

  test('what is not of the form that we write is taken for nothing, not for an error', () => {
    expect(newsOf([entry(drillActions.acknowledged, null), entry(drillActions.planned, 'x')])?.touches(route)).toBe(
      false,
    )
  })
})
