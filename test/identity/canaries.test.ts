import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { freshStoreFlags } from '../cli/place.ts'
import { freshDir, makeKey, output, run, serve, slow } from '../cli/program.ts'
import { filesUnder, found } from './planted.ts'

/** Everything that a client may do right or wrong with a key. */
async function useAndMisuse(url: string, key: string): Promise<string> {
  const headers = { authorization: `Bearer ${key}` }
  const json = { ...headers, 'content-type': 'application/json' }
  const asked = [
    fetch(`${url}/console/session`, { headers }),
    fetch(`${url}/console/connections`, { headers }),
    fetch(`${url}/api/v1/audit/entries`, { headers }),
    fetch(`${url}/api/v1/audit/key`, { headers }),
    fetch(`${url}/api/v1/audit/checkpoint`, { headers }),
    fetch(`${url}/api/v1/audit/entries?limit=x&token=${key}`, { headers }),
    fetch(`${url}/api/v1/audit/verify`, { method: 'POST', headers: json, body: JSON.stringify({ checkpoint: key }) }),
    fetch(`${url}/api/v1/audit/verify`, { method: 'POST', headers: json, body: `{"checkpoint": ${key}` }),
    fetch(`${url}/api/v1/deployments/actions?cursor=${key}`, { headers }),
    fetch(`${url}/api/v1/deployments/actions?q=${key}`, { headers }),
    fetch(`${url}/api/v1/deployments/actions`, { method: 'POST', headers: json, body: `{"reason": ${key}` }),
    fetch(`${url}/api/v1/deployments/actions`, { method: 'POST', headers: json, body: JSON.stringify({ type: key }) }),
    fetch(`${url}/console/session`, { headers: { authorization: `Bearer ${key}x` } }),
    fetch(`${url}/console/session`, { headers: { cookie: `session=${key}` } }),
    fetch(`${url}/health`, { headers }),
  ]
  const texts = await Promise.all(
    asked.map(async (response) => `${JSON.stringify([...(await response).headers])}\n${await (await response).text()}`),
  )
  return texts.join('\n')
}

describe('secrets that were planted are found in no', () => {
  test('log, answer, database file or write-ahead log of a server on SQLite', slow, async () => {
    const { flags, dataDir } = await freshStoreFlags('sqlite')
    const env = { COUNTERSIGN_LOG_LEVEL: 'trace' }
    const key = await makeKey(flags)
    const server = await serve(flags, env)
    const answers = await useAndMisuse(server.url, key)
    const written = ['countersign.db', 'countersign.db-wal']
      .map((name) => readFileSync(join(dataDir, name), 'latin1'))
      .join('')
    const listed = await output(['keys', 'list', ...flags], env)
    const { stderr, stdout } = await server.stop()
    const instance = /countersign\/([0-9a-f-]{36})\//.exec(answers)?.[1] ?? ''
    const pem = readFileSync(join(dataDir, `signing-key-${instance}.pem`), 'utf8')
    const secrets = { key, secretPartOfKey: key.slice('sk-at-'.length), pem, pemBody: pem.split('\n')[1] ?? '' }
    expect(stderr).toContain('"msg":"request"')
    for (const [name, text] of Object.entries({
      answers,
      written,
      stderr,
      stdout,
      listed,
      remains: readFileSync(join(dataDir, 'countersign.db'), 'latin1'),
    }))
      expect(found(text, secrets), name).toEqual([])
    // The search itself finds what is there.
    expect(found(filesUnder(dataDir), secrets)).toEqual(['pem', 'pemBody'])
  })

  test('log, answer or table of a server on PostgreSQL', slow, async () => {
    const { database } = await freshStoreFlags('postgresql')
    const dataDir = freshDir()
    const master = randomBytes(32)
    const password = new URL(database).password
    const env = {
      COUNTERSIGN_LOG_LEVEL: 'trace',
      COUNTERSIGN_MASTER_KEY: master.toString('base64'),
      COUNTERSIGN_DATABASE_URL: database,
    }
    const key = await makeKey(['--data', dataDir], 'admin', env)
    const server = await serve(['--data', dataDir], env)
    const answers = await useAndMisuse(server.url, key)
    const wrong = await run(['serve', '--port', '0', '--data', dataDir], {
      ...env,
      COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64'),
    })
    const { stderr } = await server.stop()
    const client = new pg.Client({ connectionString: database })
    await client.connect()
    const names = await client.query(
      "select table_name as name from information_schema.tables where table_schema = 'public'",
    )
    const rows = await Promise.all(
      names.rows.map(async ({ name }) => JSON.stringify((await client.query(`select t::text from ${name} t`)).rows)),
    )
    await client.end()
    const secrets = {
      key,
      secretPartOfKey: key.slice('sk-at-'.length),
      master: master.toString('base64'),
      masterHex: master.toString('hex'),
      pem: 'PRIVATE KEY',
      password,
    }
    const places = { answers, stderr, tables: rows.join('\n'), files: filesUnder(dataDir), complaint: wrong.stderr }
    for (const [name, text] of Object.entries(places)) expect(found(text, secrets), name).toEqual([])
  })
})
