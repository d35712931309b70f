import { describe, expect, test } from 'vitest'
import { gate } from '../fakes/model-provider.ts'
import { engines } from '../support/engines.ts'
import { asJson } from './action-kit.ts'
import { endIn, reading, runIn, startAssistant } from './assistant-kit.ts'

describe.each(engines)('a chat whose reply is being written, on %s', (engine) => {
  const begin = async () => {
    const all = await startAssistant(engine, { only: ['viewer', 'operator', 'commander'] })
    const { id } = await all.create()
    const never = gate()
    all.model.say(async function* () {
      yield 'As far as this.'
      await never.wait
    })
    const response = reading(await all.ask('hello', { session_id: id }))
    const run = runIn(await response.until(({ event }) => event === 'text'))
    const close = async () => {
      never.open()
      await all.close()
    }
    return { all, id, run, response, close }
  }

  test('says which one it is, until it is over', async () => {
    const { all, id, run, response, close } = await begin()
    expect((await all.show(id)).active_run).toBe(run)
    expect((await all.show((await all.create()).id)).active_run).toBeNull()
    await asJson(await all.cancel(run), 200)
    await response.until(({ event }) => event === 'done')
    expect(await all.show(id)).toMatchObject({ active_run: null, messages: [{}, { status: 'cut_off' }] })
    await close()
  })

  test('takes it along when it is deleted: it is broken off, and leaves nothing behind', async () => {
    const { all, id, response, close } = await begin()
    expect(await asJson(await all.remove(id), 200)).toEqual({ id, deleted_messages: 2 })
    const told = await response.until(({ event }) => event === 'done')
    expect(endIn(told)).toMatchObject({ message_id: null, status: 'cut_off' })
    const left = await all.services.store.write('w', ({ db }) => db.selectFrom('chat_message').selectAll().execute())
    expect(left).toEqual([])
    expect(await all.verify()).toMatchObject({ ok: true })
    await close()
  })

  test('goes on with it where it was not deleted', async () => {
    const { all, id, run, response, close } = await begin()
    all.services.limits.chatPerMinute = 0
    expect((await all.remove(id)).status).toBe(429)
    expect((await all.show(id)).active_run).toBe(run)
    await response.leave()
    await close()
  })
})
