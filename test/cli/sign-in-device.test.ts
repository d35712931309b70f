import { decodeJwt } from 'jose'
import { describe, expect, test } from 'vitest'
import { signInByDevice } from '../../main/cli/sign-in/device-grant.ts'
import { openIssuer } from '../../main/cli/sign-in/issuer-client.ts'
import { signInAtDevicePage } from '../support/device-person.ts'
import { audience, staff } from '../support/openid.ts'
import { issuerOfTest, reader, wayTo } from './signing-in.ts'

type Intercept = NonNullable<NonNullable<Parameters<typeof issuerOfTest>[0]>['intercept']>
const answered =
  (status: number, body: object): Intercept =>
  (request, response) => {
    if (request.method !== 'POST' || request.url !== '/token') return undefined
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    return true
  }

describe('signing in at a device page', () => {
  test('shows where to go and the code, and ends with tokens of that person for this server', async () => {
    const issuer = await issuerOfTest()
    const { lines, say } = reader(staff.commander)
    const kept = await signInByDevice(wayTo(issuer), { say, warn: () => {} })
    expect(lines[0]).toMatch(new RegExp(`^Open ${issuer.issuer}/device in a browser, .* the code [A-Z]{4}-[A-Z]{4}$`))
    expect(lines[2]).toMatch(/good until \d\d:\d\d; Ctrl-C gives it up/)
    expect(decodeJwt(kept.access_token)).toMatchObject({ sub: staff.commander.sub, aud: audience, name: 'Ada' })
    expect(kept).toMatchObject({ issuer: issuer.issuer, refresh_token: expect.stringMatching(/\S{20}/) })
    expect((kept.expires_at ?? 0) - Date.now()).toBeGreaterThan(200_000)
    expect(lines.join('\n')).not.toContain(kept.access_token)
  })

  test('says so when the person refuses', async () => {
    const issuer = await issuerOfTest()
    const { say } = reader(null)
    await expect(signInByDevice(wayTo(issuer), { say, warn: () => {} })).rejects.toThrow(
      /^the sign-in was refused at 127\.0\.0\.1:\d+\. Nothing has changed$/,
    )
  })

  test.each([
    ['the code is over', 400, { error: 'expired_token' }, /^nobody signed in while the code was good/],
    ['the issuer knows no such client', 401, { error: 'invalid_client' }, /does not let .* sign in \(invalid_client\)/],
    ['a reason is made of control characters', 400, { error: '\u001b[2Jx' }, /sign in \(no reason given\)$/],
    ['the answer is no token', 200, { token: 1 }, /could not be believed/],
  ])('gives up with a sentence when %s', async (_, status, body, sentence) => {
    const issuer = await issuerOfTest({ intercept: answered(status, body) })
    const hands = { say: () => {}, warn: () => {} }
    await expect(signInByDevice(wayTo(issuer), hands)).rejects.toThrow(sentence)
  })

  test('goes on when it is told to slow down, and when the issuer is gone for a while', {
    timeout: 60_000,
  }, async () => {
    const troubles = [
      answered(400, { error: 'slow_down' }),
      answered(503, { error: 'temporarily_unavailable' }),
      ((request) => request.url === '/token' && request.socket.destroy() && true) as Intercept,
    ]
    let asked = 0
    const issuer = await issuerOfTest({
      intercept: (request, response) => (request.url === '/token' ? troubles[asked++]?.(request, response) : undefined),
    })
    const { say } = reader(staff.approver)
    const warned: string[] = []
    const kept = await signInByDevice(wayTo(issuer), { say, warn: (line) => warned.push(line) })
    expect(decodeJwt(kept.access_token).sub).toBe(staff.approver.sub)
    expect({ asked, warned }).toEqual({ asked: 4, warned: [expect.stringContaining('does not answer. Asking again.')] })
  })

  test('keeps what the issuer says from doing anything to the terminal', async () => {
    const intercept: Intercept = (request, response) => {
      if (!request.url?.startsWith('/device/auth')) return undefined
      const said = { device_code: 'd', user_code: 'AB\u001b[2J\nCD', verification_uri: 'https://x.example/\u202e' }
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...said, interval: 1, expires_in: 1 }))
      return true
    }
    const issuer = await issuerOfTest({ intercept })
    const lines: string[] = []
    const hands = { say: (line: string) => lines.push(line), warn: () => {} }
    await expect(signInByDevice(wayTo(issuer), hands)).rejects.toThrow('nobody signed in while the code was good')
    expect(lines[0]).toContain('AB [2J CD')
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

test.each([
  ['plain http', 'http://issuer.example', /is not reached by https/],
  ['no address', 'issuer', /is not reached by https/],
])('an issuer by %s is not asked', async (_, issuer, sentence) => {
  await expect(openIssuer(issuer, 'c')).rejects.toThrow(sentence)
})

test('an issuer that is down is called by its name', async () => {
  const issuer = await issuerOfTest()
  issuer.goDown()
  await expect(openIssuer(issuer.issuer, 'c')).rejects.toThrow(/^127\.0\.0\.1:\d+ does not answer$/)
  issuer.comeBack()
  await expect(signInAtDevicePage(`${issuer.issuer}/device`, null)).resolves.toContain('Enter code')
})
