import { type DrillAnswer, type DrillRoute, drillsApi } from '../../../drills-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useDraft } from '../../../state/drafts.ts'
import { notify } from '../../../state/toasts.ts'
import { usePatience } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { type AnswerName, answerWords, nounOf, refusedBecause, targetOf } from '../route-words.ts'
import { useRouteDetail } from '../routes/use-route.ts'

export type AnswerProps = {
  route: DrillRoute
  onAnswered: (route: DrillRoute) => void
  finalFocus: () => HTMLElement | null
  onClose: () => void
}

/** One answer to one route: asleep where it cannot be, in place where it was refused, closed when the server has it. */
export function useAnswer(name: AnswerName, { route, onAnswered, onClose }: AnswerProps) {
  const { data } = useRouteDetail(route.route_id)
  const now = data ?? route
  const { verb, done, state } = answerWords[name]
  const what = `${verb} the ${nounOf(route)}`
  const place = `drill/${route.route_id}/${name}`
  const note = useDraft(place)
  const ref = useDraft(`${place}/ref`)
  const offline = useAsleep(verb)
  const { sending, start, busy } = useSending({
    what,
    send(body: DrillAnswer, key) {
      return drillsApi.answer(route.schedule_id, body, key)
    },
    onDone({ acknowledgement }, shown) {
      note.sent(note.text)
      ref.sent(ref.text)
      onAnswered(route)
      if (shown) onClose()
      notify.done(`${done}: ${nounOf(route)}`, `Recorded as ${acknowledgement.acknowledged_by}.`)
    },
  })
  const { schedule_id: _, ...target } = targetOf(route)
  const patience = usePatience(sending)
  const asleep = offline ?? patience ?? refusedBecause(now, name)
  return {
    now,
    what,
    place,
    note,
    ref,
    sending,
    busy,
    asleep,
    send: (notes = note.text) => {
      if (busy || asleep !== null) return
      void start({ ...target, acknowledgement_state: state, notes: notes.trim(), external_ref: ref.text.trim() })
    },
  }
}
