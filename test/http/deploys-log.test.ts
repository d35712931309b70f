import { describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { deploys, withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'
import { readEvents } from './sse.ts'

describe.each(engines)('the log of a deploy, on %s', (engine) => {
  test('is told as it goes, ends with it, and can be read again from anywhere', () =>
    withDesk(engine, async (desk) => {
      desk.service.commit({ says: ['Building', 'Done'], healthyAfter: 1 })
      const { preview_id } = await desk.diff()
      const { id } = await desk.begun(desk.begin(preview_id))
      const open = (query = '', headers: Record<string, string> = {}) =>
        desk.ask(`${deploys}/${id}/log${query}`, { key: desk.keys.get('viewer'), headers })
      const answer = await open()
      expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
      const events = await readEvents(answer).rest()
      expect(events.map((event) => Number(event.id))).toEqual(events.map((_, place) => place + 1))
      const said = events.map(({ event, data }) => ({ ...JSON.parse(data), event }))
      expect(
        said
          .filter(({ event }) => event === 'line')
          .map(({ text }) => text)
          .join('\n'),
      ).toContain('Building')
      expect(said.filter(({ event }) => event === 'health').map(({ ok, n }) => [n, ok])).toEqual([
        [1, false],
        [2, true],
      ])
      expect(said.filter(({ event }) => event === 'state').map(({ state }) => state)).toEqual([
        ...['triggered', 'smoke_gate', 'resolved', 'deploying', 'health_check', 'audit_written'],
      ])
      expect(said.at(-1)).toMatchObject({ event: 'state', outcome: 'success', at: expect.any(String) })
      const middle = 3
      for (const again of [
        await readEvents(await open(`?after=${middle}`)).rest(),
        await readEvents(await open('?after=0', { 'last-event-id': `${middle}` })).rest(),
      ])
        expect(again).toEqual(events.slice(middle))
      expect(await readEvents(await open('?after=9999')).rest()).toEqual([])
      await problemOf(await open('?after=x'), 422, 'invalid_input')
      const other = await desk.keyFor(['admin'], 'elsewhere')
      await problemOf(await desk.ask(`${deploys}/${id}/log`, { key: other }), 404, 'not_found')
    }))

  test('of one that waits is held open, says that it is there, and ends when the program does', () =>
    withDesk(
      engine,
      async (desk) => {
        desk.service.push(desk.service.commit())
        desk.service.commit()
        const { preview_id } = await desk.diff()
        const { id } = await desk.begun(desk.begin(preview_id))
        const log = readEvents(await desk.get(`${deploys}/${id}/log`))
        expect(await log.next()).toMatchObject({ event: 'state', id: '1' })
        await log.comment('still here')
        desk.services.endStreams()
        expect(await log.rest()).toEqual([])
      },
      { carried: false, heartbeatMs: 20 },
    ))
})
