import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { type Host, HostRefused, RemoteMoved } from '../../main/gate/host.ts'
import { redactLines, redactText } from '../../main/gate/redact-lines.ts'
import { redactedHost } from '../../main/gate/redacted-host.ts'

const secret = 'hunter2/ü+"x" y&z'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const signal = new AbortController().signal

/** Whatever is left of it must not lead back to it. */
function expectGone(text: string, of = secret) {
  const parts = text.split('[redacted]')
  for (const part of parts) {
    expect(part).not.toContain(of)
    expect(Buffer.from(part, 'base64').toString()).not.toContain(of.slice(0, 8))
    expect(Buffer.from(part, 'base64url').toString()).not.toContain(of.slice(0, 8))
  }
  expect(parts.length).toBeGreaterThan(1)
}

describe('a line', () => {
  it.each([
    ['as it is', secret],
    ['twice', `${secret} and ${secret}`],
    ['in base64', base64(secret)],
    ['in base64 after one letter', base64(`a${secret}`)],
    ['in base64 after two', base64(`ab${secret}`)],
    ['as the password of Basic credentials', `Authorization: Basic ${base64(`somebody:${secret}`)}`],
    ['within longer base64', base64(`before ${secret} after`)],
    ['in base64 for addresses', Buffer.from(`:${secret}`).toString('base64url')],
    ['URL-encoded', `https://x.example/?k=${encodeURIComponent(secret)}`],
    ['URL-encoded in small letters', encodeURIComponent(secret).replace(/%../g, (one) => one.toLowerCase())],
    ['as a form', `k=${encodeURIComponent(secret).replaceAll('%20', '+')}`],
    ['in JSON', JSON.stringify({ k: secret })],
  ])('has no secret %s', (_how, text) => {
    const said: string[] = []
    redactLines((line) => said.push(line), [secret]).say(`before ${text} after`)
    expect(said).toHaveLength(1)
    expectGone(said[0] ?? '')
    expect(said[0]).toMatch(/^before .* after$/)
  })

  it('is left as it is where there is none, and a word that is hardly a secret tears nothing', () => {
    expect(redactText('nothing to see', [secret, '', 'to'])).toBe('nothing to see')
  })

  it('has no line of a secret of several lines, and no shorter secret is left of a longer one', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END KEY-----\n'
    expect(redactText('x MIIEvQIBADANBgkq y', [key])).toBe('x [redacted] y')
    expect(redactText(`x ${key}y`, [key])).toBe('x [redacted]y')
    expect(redactText('token-longer', ['token', 'token-longer'])).toBe('[redacted]')
    expect(redactText('abcdef', ['abcdef\n'])).toBe('[redacted]')
  })

  it('has no secret that was handed out after the first line was said', () => {
    const handedOut = new Set<string>()
    const said: string[] = []
    const { say } = redactLines((line) => said.push(line), handedOut)
    say('first')
    handedOut.add(secret)
    say(secret)
    expect(said).toEqual(['first', '[redacted]'])
  })
})

describe('a stream', () => {
  it('has no secret wherever it is cut', () => {
    const text = `one ${secret} line\nand ${base64(secret)}\r\nlast ${secret}`
    for (let first = 0; first <= text.length; first++)
      for (const second of [first, first + 1, first + 7]) {
        const said: string[] = []
        const { chunk, end } = redactLines((line) => said.push(line), [secret])
        chunk(text.slice(0, first))
        chunk(text.slice(first, second))
        chunk(text.slice(second))
        end()
        expect(said).toEqual(['one [redacted] line', 'and [redacted]', 'last [redacted]'])
      }
  })

  it('of one endless line is said in pieces, and none of them cuts a secret in two', () => {
    for (const before of [0, 1, 5, 9, 16, 17]) {
      const said: string[] = []
      const { chunk, end } = redactLines((line) => said.push(line), [secret])
      const text = `${'-'.repeat(before)}${secret}`.repeat(6_000)
      for (let at = 0; at < text.length; at += 10_000) chunk(text.slice(at, at + 10_000))
      expect(said.length).toBeGreaterThan(0)
      end()
      expect(said.join('')).toBe(`${'-'.repeat(before)}[redacted]`.repeat(6_000))
    }
  })
})

describe('a piece of an endless line', () => {
  it('ends before a secret of which only the beginning has come', () => {
    for (let came = 1; came < secret.length; came++) {
      const said: string[] = []
      const { chunk, end } = redactLines((line) => said.push(line), [secret])
      const before = '-'.repeat(64 * 1024 - came + 1)
      chunk(before + secret.slice(0, came))
      chunk(secret.slice(came))
      end()
      expect(said.join('')).toBe(`${before}[redacted]`)
    }
  })
})

describe('a host', () => {
  const leak = `it is ${secret}`
  const host: Host = {
    kind: 'heroku',
    running: async () => Promise.reject(new RemoteMoved(leak)),
    releases: async () => [{ id: 'v1', sha: null, at: null, label: leak }],
    plan: async (_to, say) => {
      say(leak)
      return { summary: leak, changes: true, id: 'p' }
    },
    deploy: async (_wanted, say) => {
      say(leak)
      throw new HostRefused(leak)
    },
    rollback: async () => Promise.reject(new TypeError('fetch failed', { cause: new Error(leak) })),
    rollbackCommand: () => leak,
    check: async () => [{ name: 'key', ok: false, detail: leak }],
  }

  it('says, answers and throws nothing that holds a secret, and its errors stay what they are', async () => {
    const said: string[] = []
    const say = (line: string) => void said.push(line)
    const quiet = redactedHost(host, new Set([secret]))
    const wanted = { deploy_id: 'd', from_sha: null, to_sha: '1'.repeat(40), operator: 'ada' }
    const to = { id: 'v1', sha: null, at: null, label: '' }
    await expect(quiet.running(signal)).rejects.toThrow(new RemoteMoved('it is [redacted]'))
    await expect(quiet.running(signal)).rejects.toBeInstanceOf(RemoteMoved)
    expect(await quiet.releases(1, signal)).toMatchObject([{ label: 'it is [redacted]' }])
    expect(await quiet.plan?.('x', say, signal)).toMatchObject({ summary: 'it is [redacted]', changes: true })
    await expect(quiet.deploy(wanted, say, signal)).rejects.toBeInstanceOf(HostRefused)
    await expect(quiet.deploy(wanted, say, signal)).rejects.toThrow('it is [redacted]')
    const fault = await quiet.rollback(to, wanted, say, signal).catch((error: unknown) => error)
    expect(fault).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { message: 'it is [redacted]' } })
    expect(inspect(fault)).not.toContain(secret)
    expect(quiet.rollbackCommand(null)).toBe('it is [redacted]')
    expect(await quiet.check(signal)).toMatchObject([{ detail: 'it is [redacted]' }])
    expect(said.join()).not.toContain(secret)
  })

  it('that plans nothing plans nothing still', () => {
    const { plan, ...without } = host
    expect(plan).toBeDefined()
    expect('plan' in redactedHost(without, new Set())).toBe(false)
  })
})
