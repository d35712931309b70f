import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { everywhere } from '../../main/store/within.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { session, signIn, withIssuer } from '../http/web-kit.ts'
import { engines } from '../support/engines.ts'
import { staff, webClient } from '../support/openid.ts'
import { filesUnder, found, plant, secretsOf } from './planted.ts'

const patient = { timeout: 180_000 }

describe.each(engines)('of what an issuer gives for browsers on %s', (engine) => {
  test('nothing is in the database, a log, a backup, or in what the browser is shown', patient, () =>
    withIssuer(engine, async (web, answers) => {
      const canaries = plant(10).filter(({ kind }) => kind === 'refresh token' || kind === 'cookie')
      const secrets: Record<string, string> = { ...secretsOf(canaries), client: webClient.client_secret }
      const { browser, arrived } = await signIn(web)
      const shown = [
        arrived.text,
        arrived.hops.filter((hop) => hop.startsWith(web.url) && !hop.includes('code=')).join(),
      ]
      for (const [n, { secret }] of canaries.entries()) {
        const access = await web.provider.mint(staff.commander, { jti: secret })
        Object.assign(secrets, { [`access ${n}`]: access, [`signature ${n}`]: access.split('.')[2] ?? '' })
        answers.token = async () => ({
          access_token: access,
          token_type: 'Bearer',
          refresh_token: secret,
          expires_in: 300,
        })
        await web.expireAccess()
        const seen = await session(browser, web.url)
        expect(seen.status).toBe(200)
        shown.push(JSON.stringify(seen.body))
      }
      for (const [name, value] of browser.cookies) secrets[`cookie ${name}`] = value
      for (const hop of arrived.hops)
        for (const name of ['code', 'state', 'code_challenge', 'nonce']) {
          const value = new URL(hop).searchParams.get(name)
          if (value) secrets[`${name} of the sign-in`] = value
        }
      expect(Object.keys(secrets).length).toBeGreaterThan(canaries.length * 3)
      const { dataDir } = web.app.place
      const backup = join(dataDir, 'backup.jsonl')
      await writeBackup(web.services, backup)
      const { read } = web.services.store
      const rows = await everywhere(() =>
        Promise.all([
          read.selectFrom('web_session').selectAll().execute(),
          read.selectFrom('ledger_entry').selectAll().execute(),
          read.selectFrom('actor').selectAll().execute(),
        ]),
      )
      expect(rows[0].map(({ refresh_token }) => refresh_token?.slice(0, 5))).toEqual(['gAAAA'])
      for (const [place, text] of Object.entries({
        shown: shown.join('\n'),
        log: readFileSync(join(dataDir, 'test.log'), 'utf8'),
        rows: JSON.stringify(rows),
        backup: readFileSync(backup, 'utf8'),
        files: filesUnder(dataDir),
      }))
        expect(found(text, secrets), place).toEqual([])
    }),
  )
})
