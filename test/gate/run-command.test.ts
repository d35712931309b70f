import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withGate } from './run-kit.ts'

const canary = 'tweet-tweet-4711-yellow'
const node = (code: string) => [process.execPath, '-e', code]

/** The operator's own steps: what runs stands in a file. They say their secret in every way that a careless step does. */
const commands = (fails: boolean) => ({
  host: 'command',
  remote: null,
  health: { url: null },
  settings: {
    secrets: ['CANARY'],
    running: node('try { console.log(require("fs").readFileSync("../running", "utf8")) } catch {}'),
    deploy: [
      node(
        'const c = process.env.CANARY; console.log("it is " + c, Buffer.from("user:" + c).toString("base64")); console.error(c)',
      ),
      node(
        fails
          ? 'console.error("no, " + process.env.CANARY); process.exit(4)'
          : 'require("fs").writeFileSync("../running", process.env.COUNTERSIGN_TO_SHA)',
      ),
    ],
    rollback: [node('require("fs").writeFileSync("../running", process.env.COUNTERSIGN_TO_SHA)')],
  },
})

test.each([
  ['well', false, 'success'],
  ['and fails', true, 'deploy_failed'],
] as const)('a step that tells its secret goes %s, and nothing has it', (_, fails, outcome) =>
  withGate('sqlite', commands(fails), async ({ service, surface, place, open }) => {
    Object.assign(surface.settings, { directory: service.repository })
    const { start, run, log, entries, logged, verify } = await open({ env: { ...process.env, CANARY: canary } })
    start()
    const sha = service.commit()
    const deploy = await run({ from_sha: null, to_sha: sha })
    expect(deploy.stage.ending?.outcome).toBe(outcome)
    const lines = await log(deploy.deploy_id)
    expect(lines.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^it is \[redacted\]/))
    const everything = [JSON.stringify([await entries(), lines, deploy]), logged()]
    for (const name of ['countersign.db', 'countersign.db-wal'])
      everything.push(readFileSync(join(place.dataDir, name), 'latin1'))
    const base64 = Buffer.from(`user:${canary}`).toString('base64')
    for (const text of everything) {
      expect(text).not.toContain(canary)
      expect(text).not.toContain(base64)
    }
    expect(await verify()).toMatchObject({ ok: true })
  }),
)
