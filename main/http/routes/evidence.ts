import * as routes from '../../../shared/contract/evidence.ts'
import type { Services } from '../../services.ts'
import { exportEvidence } from '../../use-cases/evidence/export-evidence.ts'
import { isOurs } from '../../use-cases/evidence/is-ours.ts'
import { byteStream } from '../byte-stream.ts'
import { callerOf } from '../env.ts'
import type { Mount } from '../mount.ts'
import { unwrap } from '../problem.ts'
import { checkUpload } from '../uploads.ts'

export function evidenceRoutes(mount: Mount, services: Services): void {
  mount(routes.exportEvidence, async (c) => {
    const signal = AbortSignal.any([c.req.raw.signal, services.stopping])
    const { name, bytes } = unwrap(await exportEvidence(services, callerOf(c), c.req.valid('json'), signal))
    // A name is made of what this program allows in the names of workspaces: nothing in it needs quoting.
    const headers = { 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${name}"` }
    const onError = (error: unknown) =>
      c.get('log').error({ request_id: c.get('requestId'), err: error }, 'an export broke off')
    return c.body(byteStream(bytes, { gone: c.req.raw.signal, onError }), 200, headers) as never
  })

  mount(routes.verifyEvidence, async (c) => {
    const report = await checkUpload(c.req.raw, services.limits.evidenceBytes, services.stopping)
    return c.json({ ...report, ours: await isOurs(services, callerOf(c), report) }, 200)
  })
}
