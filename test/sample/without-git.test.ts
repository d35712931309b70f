import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import { verifyDatabase } from '../../main/use-cases/audit/verify-database.ts'
import { Surface } from '../../shared/contract/surfaces.ts'
import { asJson } from '../http/action-kit.ts'

let nowhere: string
beforeEach(() => {
  nowhere = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  vi.stubEnv('PATH', nowhere)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(nowhere, { recursive: true })
})

test('where git is not installed the sample opens with its story, and says why nothing can be deployed', async () => {
  const sample = await openSample({ log: createLog('silent') })
  try {
    expect(await verifyDatabase({ database: sample.database, workspace: 'sample' })).toMatchObject({ ok: true })
    const app = createApp(sample)
    const ask = async (path: string) => {
      const headers = { 'x-countersign-sample-actor': 'commander' }
      const request = new Request(`http://localhost/api/v1/surfaces/${path}`, { headers })
      return app.fetch(request, { door: 'desktop' })
    }
    const { running, last_deploys } = Surface.parse(await asJson(await ask('sample-service?fresh=true'), 200))
    expect(last_deploys.length).toBeGreaterThan(0)
    expect(running.error).toContain('git could not be started')
    for (const id of ['sample-service', 'console']) {
      const diff = await ask(`${id}/diff`)
      expect(diff.ok).toBe(false)
      expect(await diff.text()).toContain('git could not be started')
    }
  } finally {
    await sample.close()
  }
})
