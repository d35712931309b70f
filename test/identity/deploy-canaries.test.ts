import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { everywhere } from '../../main/store/within.ts'
import { writeBackup } from '../../main/use-cases/backup/write-backup.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { startGithub } from '../fakes/github.ts'
import { definitionOf, deploys, surfaces, withDesk } from '../http/deploy-kit.ts'
import { jsonBody } from '../http/harness.ts'
import { readEvents } from '../http/sse.ts'
import { engines } from '../support/engines.ts'
import { filesUnder, found } from './planted.ts'

const secret = (name: string) => `${name}-${randomBytes(15).toString('base64url')}`
const node = (code: string) => [process.execPath, '-e', code]
const forge = '/api/v1/forges/github/token'

/** Steps as careless as they come: they say their secrets in every form, and fail with them. */
const careless = {
  secrets: ['KEPT_KEY', 'MACHINE_KEY'],
  running: node('try { console.log(require("fs").readFileSync("../running", "utf8")) } catch {}'),
  deploy: [
    node(
      `for (const c of [process.env.KEPT_KEY, process.env.MACHINE_KEY]) {
         console.log("with", c, encodeURIComponent(c), Buffer.from(c).toString("base64"), JSON.stringify({ c }))
         console.error("Authorization: Basic " + Buffer.from("user:" + c).toString("base64"))
       }`,
    ),
    node('console.error("refused " + process.env.KEPT_KEY + " and " + process.env.MACHINE_KEY); process.exit(3)'),
  ],
  rollback: [node('process.exit(0)')],
}

describe.each(engines)('of the secrets of surfaces and the tokens of forges, on %s', (engine) => {
  test('none is in a log, a row, an entry, a backup, a package, an answer or a file', {
    timeout: 120_000,
  }, async () => {
    const github = await startGithub()
    const machine = secret('machine')
    try {
      await withDesk(
        engine,
        async (desk) => {
          const planted: Record<string, string> = { machine, kept: secret('kept'), before: secret('before') }
          planted.token = `ghp_${randomBytes(18).toString('hex')}`
          Object.assign(github.addUser('bo'), { token: planted.token })
          planted.unknown = `ghp_${randomBytes(18).toString('hex')}`
          const answers: string[] = []
          const hear = async (asked: Response | Promise<Response>) => {
            const answer = await asked
            answers.push(`${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`)
            return answer.status
          }
          desk.bring([
            SurfaceDefinition.parse(
              definitionOf(desk.service, {
                ...{ host: 'command', remote: null, health: { url: null } },
                paths: { local: {}, ci: { repository: github.repository, api_base: github.api_base } },
                settings: { ...careless, directory: desk.service.repository },
              }),
            ),
          ])
          desk.service.commit()
          // Put in, changed, and named at a surface where there is none of that name.
          for (const value of [planted.before, planted.kept])
            expect(await hear(desk.put(`${surfaces}/console/secrets/KEPT_KEY`, { value }))).toBe(200)
          expect(await hear(desk.put(`${surfaces}/console/secrets/OTHER`, { value: planted.kept }))).toBe(422)
          const put = (token: unknown) => ({ ...jsonBody({ token, api_base: github.api_base }), method: 'PUT' })
          const own = { key: desk.keys.get('commander') }
          expect(await hear(desk.ask(forge, { ...put(planted.token), ...own }))).toBe(200)
          expect(await hear(desk.ask(forge, { ...put(planted.unknown), ...own }))).toBeGreaterThan(399)
          await hear(desk.ask(`${forge}?api_base=${encodeURIComponent(github.api_base)}`, own))
          const out = await desk.out()
          expect(out).toMatchObject({ outcome: 'deploy_failed', detail: expect.stringContaining('[redacted]') })
          await hear(desk.get(`${deploys}/${out.id}`))
          await hear(desk.get(`${surfaces}/console?fresh=true`))
          await hear(desk.send(`${surfaces}/console/test`, {}, 'admin'))
          for (const path of ['/api/v1/attention', '/api/v1/audit/entries?limit=500', deploys])
            await hear(desk.get(path, 'admin'))
          const said = await readEvents(await desk.get(`${deploys}/${out.id}/log`)).rest()
          expect(JSON.stringify(said)).toContain('[redacted]')
          const exported = desk.ask('/api/v1/evidence/export', {
            ...jsonBody({ kind: 'ledger' }),
            key: await desk.keyFor(['auditor']),
          })
          const zip = Buffer.from(await (await exported).arrayBuffer())
          expect(zip.subarray(0, 2).toString()).toBe('PK')

          const { dataDir } = desk.place
          const backup = join(dataDir, 'backup.jsonl')
          await writeBackup(desk.services, backup)
          const { read } = desk.services.store
          const rows = await everywhere(() =>
            Promise.all([
              read.selectFrom('ledger_entry').selectAll().execute(),
              read.selectFrom('deploy').selectAll().execute(),
              read.selectFrom('deploy_log').selectAll().execute(),
              read.selectFrom('secret').selectAll().execute(),
            ]),
          )
          // They are there, sealed, and the program was given them.
          expect(rows[3].map(({ provider }) => provider).sort()).toEqual(['forge', 'surface:console'])
          expect(JSON.stringify(github.requests)).toContain(planted.token)
          for (const [place, text] of Object.entries({
            answers: answers.join('\n'),
            events: JSON.stringify(said),
            rows: JSON.stringify(rows),
            backup: readFileSync(backup, 'utf8'),
            log: readFileSync(join(dataDir, 'test.log'), 'utf8'),
            package: zip.toString('latin1'),
            files: filesUnder(dataDir),
            folder: existsSync(desk.services.gate.dir) ? filesUnder(desk.services.gate.dir) : '',
          }))
            expect(found(text, planted), place).toEqual([])
        },
        { gate: { env: { ...process.env, MACHINE_KEY: machine } } },
      )
    } finally {
      await github.close()
    }
  })
})
