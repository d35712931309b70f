import { createApp } from '../../../main/http/app.ts'
import { createLog } from '../../../main/log.ts'
import { openSample } from '../../../main/sample/open-sample.ts'
import type { EvidenceKindName } from '../../../shared/domain/evidence/format.ts'

export type Exporter = {
  /** What the real exporter makes of the sample's story, of now or of when its ledger had `size` entries. */
  exported(kind: EvidenceKindName, size?: number): Promise<Buffer>
  size: number
  /** What nobody but the ledger has: with it, a test can sign what is not true. */
  signingKey: string
  close(): Promise<void>
}

export async function openExporter(): Promise<Exporter> {
  const services = await openSample({ log: createLog('silent') })
  const app = createApp(services)
  const exported: Exporter['exported'] = async (kind, size) => {
    const body = JSON.stringify({ kind, ...(size === undefined ? {} : { size }) })
    const headers = { 'content-type': 'application/json', 'x-countersign-sample-actor': 'commander' }
    const request = new Request('http://localhost/api/v1/evidence/export', { method: 'POST', headers, body })
    const answer = await app.fetch(request, { door: 'desktop' })
    if (answer.status !== 200) throw new Error(await answer.text())
    return Buffer.from(await answer.arrayBuffer())
  }
  const checkpoint = await app.fetch(new Request('http://localhost/api/v1/audit/checkpoint'), { door: 'desktop' })
  const size = Number((await checkpoint.text()).split('\n')[1])
  return { exported, size, signingKey: services.signer.exportPem(), close: () => services.close() }
}
