import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../main/log.ts'
import { version } from '../../main/version.ts'
import { freshDir } from '../cli/program.ts'
import { jsonBody } from '../http/harness.ts'
import { startConsole } from '../http/team-server.ts'
import { filesUnder, found } from './planted.ts'

describe('secrets that were planted are found in no', () => {
  test('file, log or answer of a console that knows a server’s token', async () => {
    const token = `sk-at-${randomBytes(32).toString('base64url')}`
    const here = await startConsole({
      fetch: async (input) => {
        const url = String(input instanceof Request ? input.url : input)
        if (url.endsWith('/health')) return Response.json({ status: 'ok', version: version })
        if (url.endsWith('/console/session')) return Response.json({})
        throw new Error(`connect ECONNREFUSED with ${token}`)
      },
    })
    const added = await here.connectTo({ url: 'https://ops.example' }, token)
    const refused = await here.ask('/console/connections', jsonBody({ name: '', url: 'x', environment: 'y', token }))
    const answers = [added, refused, await here.ask('/console/connections'), await here.ask('/api/v1/audit/entries')]
    expect(answers.map(({ status }) => status)).toEqual([201, 422, 200, 502])
    const said = await Promise.all(answers.map((answer) => answer.text()))
    expect(found(said.join('\n'), { token })).toEqual([])
    expect(found(filesUnder(here.dataDir), { token })).toEqual([])
    expect(filesUnder(here.dataDir)).toContain('ops.example')
    await here.close()
  })

  test('line of the log under any name that a secret goes by', () => {
    const file = join(freshDir(), 'log')
    const log = createLog('trace', file)
    const secret = 'sk-at-planted-in-the-log'
    for (const name of [
      'authorization',
      'cookie',
      'token',
      'key',
      'secret',
      'password',
      'api_key',
      'master_key',
      'pem',
      'actor_token',
    ])
      for (const line of [{ [name]: secret }, { a: { [name]: secret } }, { a: { b: { [name]: secret } } }])
        log.info(line, 'said')
    const cause = new Error(`cause with ${secret}`)
    const error = Object.assign(new Error(`failed with ${secret}`, { cause }), {
      query: secret,
      parameters: [secret],
      config: { token: secret },
    })
    log.error({ err: error }, 'failed')
    const text = readFileSync(file, 'utf8')
    expect(text.split('\n').length).toBe(32)
    expect(text).not.toContain('planted')
  })
})
