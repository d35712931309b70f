import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { asJson, type Queue, startQueue } from './action-kit.ts'
import { type DrillDesk, drillDesk, type ScheduleView } from './drill-desk.ts'
import { problemOf } from './problem-shape.ts'

describe.each(engines)('two people at one schedule on %s', (engine) => {
  let queue: Queue
  let desk: DrillDesk
  beforeAll(async () => {
    queue = await startQueue(engine)
    desk = drillDesk(queue)
  })
  afterAll(() => queue.close())

  const over = (id: string, seen: number, title: string) => desk.put(`${id}?last_seq=${seen}`, { title })

  test('nobody sets one over a change that they have not seen', async () => {
    const first = await asJson<ScheduleView>(await over('both', 0, 'First'), 200)
    await problemOf(await over('both', 0, 'Another new one'), 409, 'invalid_transition')
    const theirs = await asJson<ScheduleView>(await over('both', first.last_seq, 'Theirs'), 200)
    expect(await problemOf(await over('both', first.last_seq, 'Mine'), 409, 'invalid_transition')).toMatchObject({
      last_seq: theirs.last_seq,
    })
    expect(await asJson(await queue.get('/api/v1/drills/schedules/both'), 200)).toMatchObject({ title: 'Theirs' })
    await asJson(await over('both', theirs.last_seq, 'Mine'), 200)
  })

  test('of several at once one is first, and the others are told', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((title) => over('race', 0, title)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })

  test('who does not say what they have seen sets it as it is sent', async () => {
    await asJson(await desk.put('plain', { title: 'One' }), 200)
    await asJson(await desk.put('plain', { title: 'Two' }), 200)
  })
})
