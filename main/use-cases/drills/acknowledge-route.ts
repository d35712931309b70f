import type { z } from '@hono/zod-openapi'
import type { Metadata } from '../../../shared/contract/drills.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { Answered } from '../../store/drill-answers.ts'
import type { Act } from '../transition.ts'
import { type Answer, acknowledgeRoutes } from './acknowledge-routes.ts'
import { acknowledgementMetadata } from './metadata.ts'
import { type AcknowledgementView, viewAcknowledgements } from './view-acknowledgements.ts'

type Recorded = { acknowledgement: AcknowledgementView; metadata: z.output<typeof Metadata> }

/** One question, one answer. */
export async function acknowledgeRoute(
  services: Pick<Services, 'drillPolicy' | 'origin' | 'store'>,
  act: Act,
  asked: Answered,
  answer: Answer,
): Promise<Result<Recorded>> {
  const done = await acknowledgeRoutes(services, act, [asked], answer)
  if (!done.ok) return done
  const [result] = done.value
  if (!result) throw new Error('a question has no answer')
  if (!result.ok) return result
  const [acknowledgement] = await viewAcknowledgements(act.tx.db, act.tx.workspace, [result.value])
  if (!acknowledgement) throw new Error('a record has no view')
  const metadata = acknowledgementMetadata(services.origin(act.tx.workspace), acknowledgement)
  return ok({ acknowledgement, metadata })
}
