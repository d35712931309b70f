import { describe, expect, test } from 'vitest'
import { HostRefused } from '../../main/gate/host.ts'
import { openLocalHost } from '../../main/gate/hosts/local.ts'
import { engines } from '../support/engines.ts'
import { type Desk, deploys, withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

/** Somewhere to go from and to. */
async function readyIn(desk: Desk) {
  desk.service.push(desk.service.commit())
  desk.service.commit()
  return (await desk.diff()).preview_id
}
const said = async (response: Response) => ({
  status: response.status,
  type: response.headers.get('content-type'),
  text: await response.text(),
})

describe.each(engines)('a deploy under an Idempotency-Key, on %s', (engine) => {
  test('that was refused stays refused, word for word, whatever has changed since; another key goes through', () =>
    withDesk(
      engine,
      async (desk) => {
        const preview_id = await readyIn(desk)
        await desk.commanded('lock', { reason: 'Hands off' })
        const first = await said(await desk.begin(preview_id, {}, 'commander', { once: 'k' }))
        expect(first, first.text).toMatchObject({ status: 403, type: 'application/problem+json' })
        expect(JSON.parse(first.text)).toMatchObject({ code: 'locked' })
        await desk.commanded('unlock', { reason: 'It is done' })
        expect(await said(await desk.begin(preview_id, {}, 'commander', { once: 'k' }))).toEqual(first)
        expect((await desk.page()).items).toEqual([])
        const begun = await desk.begun(desk.begin(preview_id, {}, 'commander', { once: 'l' }))
        expect(await desk.begun(desk.begin(preview_id, {}, 'commander', { once: 'l' }))).toEqual(begun)
        expect(await desk.verify()).toMatchObject({ ok: true })
      },
      { carried: false },
    ))

  test('that was refused belongs to that request: with another body it is told so, and nothing begins', () =>
    withDesk(
      engine,
      async (desk) => {
        const preview_id = await readyIn(desk)
        const once = { once: 'k' }
        await problemOf(await desk.begin(preview_id, { phrase: 'x' }, 'commander', once), 422, 'phrase_mismatch')
        await problemOf(await desk.begin(preview_id, {}, 'commander', once), 422, 'idempotency_mismatch')
        const moved = { once: 'm' }
        desk.service.commit()
        await problemOf(await desk.begin(preview_id, {}, 'commander', moved), 409, 'target_moved')
        const now = (await desk.diff()).preview_id
        await problemOf(await desk.begin(now, {}, 'commander', moved), 422, 'idempotency_mismatch')
        expect((await desk.page()).items).toEqual([])
      },
      { carried: false },
    ))

  test('that only a host out of reach refused is asked anew', () => {
    let away = false
    return withDesk(
      engine,
      async (desk) => {
        const preview_id = await readyIn(desk)
        away = true
        await problemOf(await desk.begin(preview_id, {}, 'commander', { once: 'k' }), 502, 'host_unreachable')
        expect((await desk.rollback({}, 'commander', { once: 'b' })).status).toBe(502)
        away = false
        await problemOf(await desk.rollback({}, 'commander', { once: 'b' }), 409, 'nothing_to_roll_back')
        await desk.begun(desk.begin(preview_id, {}, 'commander', { once: 'k' }))
      },
      {
        carried: false,
        gate: {
          openHost: (needs) => {
            const host = openLocalHost(needs)
            const there =
              <A extends unknown[], T>(ask: (...args: A) => Promise<T>) =>
              async (...args: A): Promise<T> => {
                if (away) throw new HostRefused('it does not answer')
                return ask(...args)
              }
            return { ...host, running: there(host.running), releases: there(host.releases) }
          },
        },
      },
    )
  })

  test('an approval that was refused keeps its answer too', () =>
    withDesk(
      engine,
      async (desk) => {
        const { id } = await desk.begun(desk.begin(await readyIn(desk)))
        const ask = (name: string, body: object) =>
          desk.send(`${deploys}/${id}/${name}`, body, 'commander', { once: name })
        for (const name of ['approve', 'reject']) {
          const first = await said(await ask(name, {}))
          expect(first.status, first.text).toBe(409)
          expect(await said(await ask(name, {}))).toEqual(first)
          await problemOf(await ask(name, { comment: 'Go' }), 422, 'idempotency_mismatch')
        }
      },
      { carried: false },
    ))
})
