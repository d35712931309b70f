import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fingerprintOf } from '../../main/ledger/signer.ts'
import { startApp, type TestApp } from '../http/harness.ts'
import { tellDeploys } from '../ledger/tampering/deploy-story.ts'
import { drillStory } from '../support/evidence/drill-story.ts'
import { exported, filesIn, inFile, textOf } from '../support/evidence/packages.ts'
import { ada } from '../support/people.ts'

let app: TestApp
let key: string
beforeAll(async () => {
  app = await startApp('sqlite')
  key = await app.keyFor(['auditor'])
  await drillStory(app.services)
  await tellDeploys(app.services, 'w', ada, 'one')
  await app.fill(300)
})
afterAll(() => app.close())

/** The blocks of VERIFY.md as they stand there, one after the other, stopped by the first that fails. */
function followed(bytes: Buffer, instructions: string, change?: (dir: string) => void) {
  return inFile(bytes, async (path) => {
    const [unpack = '', ...steps] = [...instructions.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block)
    const shell = (script: string) =>
      spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
        cwd: dirname(path),
        env: { ...process.env, PACKAGE: path },
        encoding: 'utf8',
      })
    const unpacked = shell(unpack)
    expect(unpacked.stderr).toBe('')
    change?.(join(dirname(path), 'evidence'))
    const { status, stdout, stderr } = shell(`cd evidence\n${steps.join('\n')}`)
    return { steps: steps.length, status, stdout, stderr }
  })
}

test.each([{ kind: 'drills' }, { kind: 'deploys' }, { kind: 'ledger', filter: { subject: 'note:77' } }])(
  'VERIFY.md says how to verify a package with openssl and sha256sum: %j',
  async (wanted) => {
    const bytes = await exported(app, key, wanted)
    const done = await followed(bytes, textOf(await filesIn(bytes), 'VERIFY.md'))
    expect(done).toMatchObject({ steps: 6, status: 0, stderr: '' })
    expect(done.stdout).toContain(fingerprintOf(app.services.signer.publicKey))
    expect(done.stdout).toContain('manifest.json: OK')
    expect(done.stdout.match(/Signature Verified Successfully/g)).toHaveLength(2)
  },
)

test.each([
  ['routes.json', 'outstanding', 'resolved'],
  ['manifest.json', '"rows":', '"rows":1'],
  ['manifest.dsse.json', '"sig":"', '"sig":"A'],
  ['ledger/checkpoint.txt', 'countersign/', 'countersign/x'],
  ['ledger/nodes.txt', '\n', '\nA'],
])('and its steps fail where %s was changed', async (name, from, to) => {
  const bytes = await exported(app, key, { kind: 'drills' })
  const { status } = await followed(bytes, textOf(await filesIn(bytes), 'VERIFY.md'), (dir) => {
    const file = join(dir, name)
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  })
  expect(status).not.toBe(0)
})
