import { describe, expect, test } from 'vitest'
import { post } from '../../../main/use-cases/webhooks/post.ts'
import { addressFault, urlFault } from '../../../main/use-cases/webhooks/targets.ts'
import { startReceiver } from '../../support/webhook-receiver.ts'

const [open, closed] = [{ privateNetworks: true }, { privateNetworks: false }]

type Fault = 'none' | 'private' | 'never' | 'plain'
const faultOf = (text: string | undefined): Fault =>
  text === undefined
    ? 'none'
    : text.includes('private network:')
      ? 'private'
      : text.includes('none that may be asked')
        ? 'never'
        : 'plain'

describe('an address that a webhook leads to', () => {
  test.each<[address: string, protocol: 'http:' | 'https:', open: Fault, closed: Fault]>([
    ['93.184.216.34', 'https:', 'none', 'none'],
    ['93.184.216.34', 'http:', 'plain', 'plain'],
    ['2606:2800:220:1::1', 'https:', 'none', 'none'],
    ['127.0.0.1', 'http:', 'none', 'private'],
    ['127.8.9.10', 'https:', 'none', 'private'],
    ['10.1.2.3', 'http:', 'none', 'private'],
    ['172.16.0.1', 'https:', 'none', 'private'],
    ['172.32.0.1', 'https:', 'none', 'none'],
    ['192.168.1.1', 'https:', 'none', 'private'],
    ['100.64.0.1', 'https:', 'none', 'private'],
    ['::1', 'http:', 'none', 'private'],
    ['fd12::1', 'https:', 'none', 'private'],
    ['::ffff:10.0.0.1', 'https:', 'none', 'private'],
    ['::ffff:127.0.0.1', 'https:', 'none', 'private'],
    ['169.254.169.254', 'http:', 'never', 'never'],
    ['::ffff:169.254.169.254', 'http:', 'never', 'never'],
    ['64:ff9b::a9fe:a9fe', 'https:', 'never', 'never'],
    ['2002:a9fe:a9fe::1', 'https:', 'never', 'never'],
    ['64:ff9b::a00:1', 'https:', 'none', 'private'],
    ['fe80::1', 'https:', 'never', 'never'],
    ['fd00:ec2::254', 'http:', 'never', 'never'],
    ['0.0.0.0', 'http:', 'never', 'never'],
    ['::', 'http:', 'never', 'never'],
    ['224.0.0.1', 'https:', 'never', 'never'],
    ['255.255.255.255', 'https:', 'never', 'never'],
  ])('%s by %s', (address, protocol, whenOpen, whenClosed) => {
    expect(faultOf(addressFault(address, protocol, open))).toBe(whenOpen)
    expect(faultOf(addressFault(address, protocol, closed))).toBe(whenClosed)
  })

  test.each<[url: string, open: boolean, closed: boolean]>([
    ['https://hooks.example.com/x?token=1', true, true],
    ['http://runner.internal/x', true, false],
    ['https://runner.internal/x', true, true],
    ['http://localhost:9000/', true, false],
    ['https://a.localhost/', true, false],
    ['http://2130706433/', true, false],
    ['http://0x7f.1/', true, false],
    ['http://[::ffff:a9fe:a9fe]/', false, false],
    ['file:///etc/passwd', false, false],
    ['javascript:alert(1)', false, false],
    ['//example.com/', false, false],
    ['https://u@example.com/', false, false],
  ])('%s', (url, whenOpen, whenClosed) => {
    expect(urlFault(url, open) === undefined).toBe(whenOpen)
    expect(urlFault(url, closed) === undefined).toBe(whenClosed)
  })

  test('a name is judged by the address that it leads to, when it is sent', async () => {
    const receiver = await startReceiver()
    const { signal } = new AbortController()
    const target = { url: `https://localhost:${receiver.port}/`, headers: {}, body: '{}' }
    expect(await post(target, closed, signal)).toEqual({
      kind: 'failed',
      error: expect.stringContaining('private network'),
      why: 'forbidden',
    })
    expect(await post({ ...target, url: `http://127.0.0.1:${receiver.port}/` }, closed, signal)).toMatchObject({
      kind: 'failed',
    })
    expect(receiver.received).toEqual([])
    const plain = { ...target, url: `http://localhost:${receiver.port}/` }
    expect(await post(plain, open, signal)).toMatchObject({ kind: 'answered', status: 204 })
    await receiver.close()
    expect(await post(plain, open, signal)).toEqual({
      kind: 'failed',
      error: 'Nothing listens at its address.',
      why: 'unsent',
    })
    expect(await post({ ...target, url: 'https://nowhere.invalid/' }, open, signal)).toEqual({
      kind: 'failed',
      error: 'Its name leads to no address.',
      why: 'unsent',
    })
  })

  test('one that never answers is given up when the time is over', async () => {
    const late = new AbortController()
    const receiver = await startReceiver(() => late.abort(new DOMException('too long', 'TimeoutError')))
    const target = { url: receiver.url, headers: {}, body: '{}' }
    expect(await post(target, open, late.signal)).toEqual({
      kind: 'failed',
      error: 'No answer in time.',
      why: 'unanswered',
    })
    await receiver.close()
  })

  test('one that begins to answer and never ends is given up too', async () => {
    const late = new AbortController()
    const receiver = await startReceiver((response) => {
      response.writeHead(200).write('x')
      late.abort(new DOMException('too long', 'TimeoutError'))
    })
    const target = { url: receiver.url, headers: {}, body: '{}' }
    expect(await post(target, open, late.signal)).toEqual({
      kind: 'failed',
      error: 'No answer in time.',
      why: 'unanswered',
    })
    await receiver.close()
  })
})
