import { useRef } from 'react'
import { TextAreaField } from '../../../components/field.tsx'
import { type DrillRun, drillsApi } from '../../../drills-api.ts'
import { fieldMessages } from '../../../problem.ts'
import { useDraft } from '../../../state/drafts.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { notify } from '../../../state/toasts.ts'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { learnRun } from './use-runs.ts'

type Props = { run: DrillRun; asleep: string | null; finalFocus: () => HTMLElement | null; onClose: () => void }
type Way = {
  name: 'finish' | 'abandon'
  title: string
  does: string
  done: string
  says: string
  asks: string
  needed: boolean
  send: (run: DrillRun, notes: string, key: string) => Promise<DrillRun>
}

const finish: Way = {
  name: 'finish',
  title: 'Finish the drill of',
  does: 'Finish the drill',
  done: 'The drill is finished',
  says: 'Its record stays as it is then, and the next one is due an interval from now.',
  asks: 'What was learned (optional, becomes part of the record)',
  needed: false,
  send: (run, notes, key) => drillsApi.finishRun(run.run_id, notes === '' ? {} : { notes }, key),
}
const abandon: Way = {
  name: 'abandon',
  title: 'Abandon the drill of',
  does: 'Abandon the drill',
  done: 'The drill is abandoned',
  says: 'It is broken off for good: its record stays as it is then, it counts as not within its limit, and the drill stays due.',
  asks: 'Why (becomes part of the record)',
  needed: true,
  send: (run, notes, key) => drillsApi.abandonRun(run.run_id, { notes }, key),
}

export const FinishDialog = (props: Props) => <EndDialog {...props} way={finish} />
export const AbandonDialog = (props: Props) => <EndDialog {...props} way={abandon} />

function EndDialog({ run, asleep, finalFocus, onClose, way }: Props & { way: Way }) {
  const field = useRef<HTMLTextAreaElement>(null)
  const { text: notes, write, sent } = useDraft(`drills/run/${run.run_id}/${way.name}`)
  const { sending, start, busy } = useSending({
    what: `${way.does} of “${run.schedule_title}”`,
    send: (body: string, key) => way.send(run, body, key),
    onDone(after, shown) {
      sent(notes)
      learnRun(after)
      void refreshDrills()
      if (shown) onClose()
      notify.done(way.done, run.schedule_title)
    },
  })
  const errors = fieldMessages(sending.kind === 'refused' ? sending.error : null)
  const missing = way.needed && notes.trim() === '' ? 'Asleep until a reason is given' : null
  return (
    <DecisionDialog
      title={`${way.title} “${run.schedule_title}”`}
      target={`${run.target.environment} · ${run.target.surface}`}
      does={way.does}
      kind={way.needed ? 'danger' : 'primary'}
      says={way.says}
      field={field}
      busy={busy}
      asleep={asleep ?? missing}
      finalFocus={finalFocus}
      onConfirm={() => void start(notes.trim())}
      onClose={onClose}
    >
      <TextAreaField
        ref={field}
        name="notes"
        label={way.asks}
        rows={2}
        maxLength={2000}
        value={notes}
        error={errors.notes}
        onValueChange={write}
      />
      <RefusalNote sending={sending} />
    </DecisionDialog>
  )
}
