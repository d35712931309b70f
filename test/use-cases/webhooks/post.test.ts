import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { post } from '../../../main/use-cases/webhooks/post.ts'
import { startReceiver } from '../../support/webhook-receiver.ts'

/** With a status the answer is there: taken for none, it would be sent again, or be called unknown. */
test.each<[what: string, end: (response: ServerResponse) => void, answer: string]>([
  ['ends as it should', (response) => response.end(), 'beginning'],
  ['breaks off', (response) => response.socket?.end(), 'beginning'],
  ['is never continued', () => {}, 'beginning'],
])('a body that begins and then %s is an answer with its status', async (_, end, answer) => {
  const receiver = await startReceiver((response) => {
    response.writeHead(202)
    response.write('beginning', () => end(response))
  })
  const target = { url: receiver.url, headers: {}, body: '{}' }
  const posted = await post(target, { privateNetworks: true }, AbortSignal.timeout(1_000))
  expect(posted).toEqual({ kind: 'answered', status: 202, answer, retryAfterMs: 0 })
  await receiver.close()
})

test('headers without any of their body are an answer too', async () => {
  const receiver = await startReceiver((response) => {
    response.writeHead(200)
    response.flushHeaders()
  })
  const target = { url: receiver.url, headers: {}, body: '{}' }
  const posted = await post(target, { privateNetworks: true }, AbortSignal.timeout(1_000))
  expect(posted).toEqual({ kind: 'answered', status: 200, answer: '', retryAfterMs: 0 })
  await receiver.close()
})
