import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { startReceiver, verified } from '../support/webhook-receiver.ts'
import { freshStoreFlags } from './place.ts'
import { freshDir, makeKey, serve, slow } from './program.ts'

const proposals = 10

test.each(engines)('on %s nothing is lost of what was committed when the server was killed', slow, async (engine) => {
  const { flags } = await freshStoreFlags(engine)
  const config = join(freshDir(), 'config.json')
  writeFileSync(config, JSON.stringify({ webhooks: { private_networks: true } }))
  const key = await makeKey(flags)
  // The first is received and never answered, so that the others wait behind it.
  const receiver = await startReceiver(() => {})
  const start = () => serve([...flags, '--config', config])
  const server = await start()
  const post = async <T>(path: string, body: unknown): Promise<T> => {
    const response = await fetch(`${server.url}/api/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(response.status).toBe(201)
    return (await response.json()) as T
  }
  const { secret } = await post<{ secret: string }>('webhooks', { url: receiver.url, events: ['action.proposed'] })
  const made: string[] = []
  for (let i = 0; i < proposals; i++) {
    const asked = { type: 'throttle', target_ref: `agent-${i}`, reason: 'It drifts' }
    made.push((await post<{ id: string }>('deployments/actions', asked)).id)
  }
  await receiver.have(1)
  server.signal('SIGKILL')
  await server.ended

  receiver.answer(204)
  await start()
  // The first has been received, and its process died: it is tried again when its time is over, the others at once.
  await receiver.have(proposals)
  const told = receiver.received.map((one) => (verified(one, secret, Date.now()) as { data: { id: string } }).data.id)
  expect(told.toSorted()).toEqual(made.toSorted())
  await receiver.close()
})
