import { ok, type Refusal, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import type { Answered } from '../../store/drill-answers.ts'
import type { Act } from '../transition.ts'
import { type Answer, acknowledgeRoutes } from './acknowledge-routes.ts'
import { type AcknowledgementView, viewAcknowledgements } from './view-acknowledgements.ts'

type Outcome = {
  acknowledgement_count: number
  acknowledgements: AcknowledgementView[]
  errors: { route: Answered; code: Refusal['code']; detail: string }[]
}

/** Each of them is done or is among the errors, in the order in which they were asked. */
export async function acknowledgeInBulk(
  services: Pick<Services, 'drillPolicy' | 'store'>,
  act: Act,
  asked: readonly Answered[],
  answer: Answer,
): Promise<Result<Outcome>> {
  const done = await acknowledgeRoutes(services, act, asked, answer)
  if (!done.ok) return done
  const records = done.value.flatMap((result) => (result.ok ? [result.value] : []))
  const acknowledgements = await viewAcknowledgements(act.tx.db, act.tx.workspace, records)
  const errors = asked.flatMap((route, place) => {
    const result = done.value[place]
    return result && !result.ok ? [{ route, code: result.refusal.code, detail: result.refusal.detail }] : []
  })
  return ok({ acknowledgement_count: acknowledgements.length, acknowledgements, errors })
}
