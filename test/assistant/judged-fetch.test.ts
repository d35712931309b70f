import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { baseFault } from '../../main/assistant/base-fault.ts'
import { boundedFetch, judgedFetch } from '../../main/assistant/judged-fetch.ts'
import { providerRefusal } from '../../main/assistant/provider-refusal.ts'
import { withOddProvider } from '../fakes/llm.ts'

const server = { privateNetworks: false }
const machine = { privateNetworks: true }

const saidOf = (base: string, policy = server): string | undefined => {
  const fault = baseFault(base, policy)
  return fault?.ok === false ? JSON.stringify(fault.refusal.fields) : undefined
}

describe('where a provider may be', () => {
  test.each([
    ['https://api.openai.com/v1', true, true],
    ['https://gateway.example/openai/v1/', true, true],
    ['http://127.0.0.1:11434/v1', false, true],
    ['http://localhost:11434/v1', false, true],
    ['https://localhost/v1', false, true],
    ['http://models.localhost/v1', false, true],
    ['http://[::1]:8000/v1', false, true],
    ['http://10.0.0.7/v1', false, true],
    ['https://192.168.1.4/v1', false, true],
    ['https://172.16.9.9/v1', false, true],
    ['https://100.64.1.1/v1', false, true],
    ['https://[fd12::1]/v1', false, true],
    ['https://[::ffff:127.0.0.1]/v1', false, true],
    ['https://[64:ff9b::7f00:1]/v1', false, true],
    ['https://2130706433/v1', false, true],
    ['https://0x7f.1/v1', false, true],
    ['http://ollama.internal/v1', false, true],
    ['https://169.254.169.254/latest/meta-data', false, false],
    ['http://169.254.169.254/latest/meta-data', false, false],
    ['https://[fe80::1]/v1', false, false],
    ['https://0.0.0.0/v1', false, false],
    ['https://[fd00:ec2::254]/v1', false, false],
    ['http://8.8.8.8/v1', false, false],
    ['https://me:secret@api.example/v1', false, false],
    ['https://api.example/v1?key=1', false, false],
    ['https://api.example/v1#there', false, false],
    ['file:///etc/passwd', false, false],
    ['ftp://api.example/v1', false, false],
    ['javascript:alert(1)', false, false],
    ['not an address', false, false],
  ])('%s: on a server %s, on one’s own machine %s', (base, onServer, onMachine) => {
    expect([saidOf(base) === undefined, saidOf(base, machine) === undefined]).toEqual([onServer, onMachine])
  })
})

describe('what is connected to', () => {
  const who = { name: 'OpenAI', key: null, model: null }
  const reasonOf = async (url: string, policy = server) => {
    const error: unknown = await judgedFetch(policy)(url).catch((thrown: unknown) => thrown)
    return providerRefusal(error, who)
  }

  test('is judged too: a name that leads to loopback is not asked by a server', async () => {
    await withOddProvider(
      (response) => void response.end('well'),
      async (url, asked) => {
        const named = url.replace('127.0.0.1', 'localhost')
        for (const each of [url, named]) {
          const refusal = await reasonOf(`${each}/v1/models`)
          expect(refusal).toMatchObject({
            code: 'provider_unreachable',
            detail: expect.stringMatching(/may not be asked/),
          })
        }
        expect(asked).toEqual([])
        expect(await (await judgedFetch(machine)(`${named}/v1/models`)).text()).toBe('well')
      },
    )
  })

  test('never is where clouds keep their credentials', async () => {
    for (const policy of [server, machine])
      expect((await reasonOf('http://169.254.169.254/', policy)).detail).toMatch(/may not be asked/)
  })

  test('keeps its connection, and does without one that ended meanwhile', async () => {
    const ports = new Set<number | undefined>()
    await withOddProvider(
      (response) => {
        ports.add(response.socket?.remotePort)
        response.end('well')
      },
      async (url) => {
        const ask = judgedFetch({ privateNetworks: true })
        for (const _ of [1, 2, 3]) expect(await (await ask(url)).text()).toBe('well')
        expect(ports.size).toBe(1)
      },
    )
  })

  /** Answers what came first on a connection, and does this with what comes next on it. */
  async function resets(next: (socket: Socket) => void, staleMs: number): Promise<[asked: number, said: unknown]> {
    let asked = 0
    const server = createServer((socket) => {
      let isFirst = true
      socket.on('error', () => {})
      socket.on('data', () => {
        asked += 1
        if (isFirst) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwell')
        else next(socket)
        isFirst = false
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const ask = boundedFetch(machine, { staleMs })
      expect(await (await ask(url, { method: 'POST', body: 'a' })).text()).toBe('well')
      const said = await ask(url, { method: 'POST', body: 'a' })
        .then((answer) => answer.text())
        .catch((error) => error)
      return [asked, said]
    } finally {
      server.close()
    }
  }

  test('is asked anew where a kept connection was reset at once', async () => {
    expect(await resets((socket) => socket.resetAndDestroy(), 60_000)).toEqual([3, 'well'])
  })

  test.each<[what: string, next: (socket: Socket) => void, staleMs: number]>([
    ['after a while', (socket) => socket.resetAndDestroy(), 0],
    ['behind the first byte', (socket) => socket.write('HTTP/1.1 2', () => socket.resetAndDestroy()), 60_000],
  ])('is not asked anew where it was reset %s', async (_, next, staleMs) => {
    const [asked, said] = await resets(next, staleMs)
    expect([asked, said]).toEqual([2, expect.any(Error)])
    expect(providerRefusal(said, who)).toMatchObject({
      code: 'provider_unreachable',
      detail: expect.stringMatching(/the connection broke/),
    })
  })

  test.each([
    [200, { answer: 10 }],
    [500, { fault: 10 }],
  ])('is heard no longer than it may speak, answering %i', async (status, bounds) => {
    await withOddProvider(
      (response) => {
        const speak = () => {
          if (!response.destroyed) response.write('on and on ', () => setImmediate(speak))
        }
        response.writeHead(status)
        speak()
      },
      async (url) => {
        const answer = await boundedFetch(machine, bounds)(url)
        const error: unknown = await answer.text().catch((thrown: unknown) => thrown)
        expect(providerRefusal(error, who)).toMatchObject({
          code: 'provider_unreachable',
          detail: expect.stringMatching(/sent more than/),
        })
      },
    )
    await withOddProvider(
      (response) => void response.writeHead(status).end('just right'),
      async (url) => expect(await (await boundedFetch(machine, bounds)(url)).text()).toBe('just right'),
    )
  })

  test.each<[what: string, begins: boolean]>([
    ['before it answers', false],
    ['in the middle of an answer', true],
  ])('is waited for only so long, %s', async (_, begins) => {
    await withOddProvider(
      (response) => void (begins && response.write('half')),
      async (url) => {
        const ask = async () => (await boundedFetch(machine, { wholeMs: 50 })(url)).text()
        const error: unknown = await ask().catch((thrown: unknown) => thrown)
        expect(providerRefusal(error, who).detail).toMatch(/did not come to an end/)
      },
    )
  })

  test('answers errors of every kind in words', async () => {
    expect((await reasonOf('http://127.0.0.1:9/', machine)).detail).toMatch(/nothing listens/)
    expect((await reasonOf('https://no-such-host.invalid/')).detail).toMatch(/no address/)
  })

  test('brings what was read together as one piece, and nothing later than it came', async () => {
    const { promise: heard, resolve: hear } = Promise.withResolvers<void>()
    await withOddProvider(
      async (response) => {
        response.flushHeaders()
        response.cork()
        for (const piece of ['a', 'b', 'c']) response.write(piece)
        response.uncork()
        await heard
        response.end('d')
      },
      async (url) => {
        const pieces: string[] = []
        for await (const piece of (await judgedFetch(machine)(url)).body ?? []) {
          pieces.push(new TextDecoder().decode(piece))
          hear()
        }
        expect(pieces).toEqual(['abc', 'd'])
      },
    )
  })

  test.each([
    ['at once', false],
    ['slowly', true],
  ])('brings a long answer whole to whoever takes it %s', async (_, isSlow) => {
    const sent = Buffer.alloc(4 * 1024 * 1024, 'a long answer of many pieces, ')
    await withOddProvider(
      (response) => {
        for (let at = 0; at < sent.byteLength; at += 1_000) response.write(sent.subarray(at, at + 1_000))
        response.end()
      },
      async (url) => {
        const pieces: Uint8Array[] = []
        for await (const piece of (await judgedFetch(machine)(url)).body ?? []) {
          pieces.push(piece)
          if (isSlow) await setTimeout(1)
        }
        expect(Buffer.concat(pieces).equals(sent)).toBe(true)
      },
    )
  })

  test('that resets in the middle of an answer ends its body with an error', async () => {
    await withOddProvider(
      (response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half', () => response.destroy())
      },
      async (url) => {
        const answer = await judgedFetch(machine)(url)
        await expect(answer.text()).rejects.toThrow()
      },
    )
  })
})
