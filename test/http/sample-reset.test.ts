import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSampleServer } from '../../main/http/sample-server.ts'
import { loopbackNames } from '../../main/http/security.ts'
import { createLog } from '../../main/log.ts'
import { AuditKey } from '../../shared/contract/audit.ts'

async function startSample(dir?: string) {
  const options = { hosts: loopbackNames, console: { dir: 'nowhere' }, log: createLog('silent'), dir }
  const server = await createSampleServer(options)
  onTestFinished(async () => {
    await server.close()
    if (dir) rmSync(dir, { recursive: true })
  })
  const ask = async (path: string, method = 'GET') =>
    server.answer(new Request(`http://localhost${path}`, { method }), { door: 'desktop' })
  const origin = async () => AuditKey.parse(await (await ask('/api/v1/audit/key')).json()).origin
  return { ask, origin, reset: () => ask('/console/sample/reset', 'POST') }
}

test.each([
  ['a folder of its own', () => undefined],
  ['a named folder', () => mkdtempSync(join(tmpdir(), 'countersign-test-'))],
])('a sample in %s begins anew, and nobody who asks meanwhile is turned away', async (_, dir) => {
  const { ask, origin, reset } = await startSample(dir())
  const before = await origin()
  const resets = [reset(), reset(), reset()]
  const asked = Array.from({ length: 20 }, () => ask('/api/v1/audit/entries'))
  expect(new Set((await Promise.all(asked)).map((answer) => answer.status))).toEqual(new Set([200]))
  expect((await Promise.all(resets)).map((answer) => answer.status)).toEqual([200, 200, 200])
  expect(await origin()).not.toBe(before)
})
