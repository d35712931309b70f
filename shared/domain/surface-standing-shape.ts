import { z } from 'zod'
import { ProbeShape, ShaShape, WhoShape } from './gate-shapes.ts'

/** As it lies in its row. */
export const StandingShape = z.strictObject({
  lock: z.strictObject({ reason: z.string(), by: WhoShape, at: z.string() }).nullable(),
  freezes: z.array(
    z.strictObject({
      id: z.string(),
      from: z.string(),
      until: z.string(),
      reason: z.string(),
      by: WhoShape,
      at: z.string(),
    }),
  ),
  quarantined: z.array(
    z.strictObject({ sha: ShaShape, reason: z.string(), by: WhoShape, at: z.string(), deploy_id: z.string() }),
  ),
  alert: z.strictObject({ deploy_id: z.string(), at: z.string(), probes: z.array(ProbeShape) }).nullable(),
  running: z
    .strictObject({
      sha: ShaShape.nullable(),
      release: z.string().nullable(),
      since: z.string(),
      by: WhoShape,
      deploy_id: z.string(),
    })
    .nullable(),
})
