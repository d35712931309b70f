import { expect, test } from 'vitest'
import { createApp } from '../../main/http/app.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import { EvidenceReport } from '../../shared/contract/evidence.ts'
import { evidenceKinds } from '../../shared/domain/evidence/format.ts'
import { asJson } from '../http/action-kit.ts'

test('evidence of what the sample tells holds, of whatever it is asked', async () => {
  const sample = await openSample({ log: createLog('silent') })
  try {
    const app = createApp(sample)
    const post = async (path: string, type: string, body: string | ArrayBuffer) =>
      app.fetch(
        new Request(`http://localhost/api/v1/evidence/${path}`, {
          method: 'POST',
          headers: { 'content-type': type, 'x-countersign-sample-actor': 'commander' },
          body,
        }),
        { door: 'desktop' },
      )
    for (const kind of evidenceKinds) {
      const zip = await post('export', 'application/json', JSON.stringify({ kind }))
      expect({ kind, status: zip.status }).toEqual({ kind, status: 200 })
      const report = await post('verify', 'application/zip', await zip.arrayBuffer())
      const { ok, entries, first_bad } = EvidenceReport.parse(await asJson(report, 200))
      expect({ kind, ok, first_bad }).toEqual({ kind, ok: true, first_bad: null })
      expect(entries).toBeGreaterThan(0)
    }
  } finally {
    await sample.close()
  }
})
