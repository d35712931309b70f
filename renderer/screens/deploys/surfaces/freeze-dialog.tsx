import { useRef, useState } from 'react'
import { zone } from '../../../components/clock.ts'
import { TextAreaField } from '../../../components/field.tsx'
import { deploysApi, type Surface } from '../../../deploys-api.ts'
import { fieldMessages } from '../../../problem.ts'
import { refreshDeploys } from '../../../state/deploys.ts'
import { useDraft } from '../../../state/drafts.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { notify } from '../../../state/toasts.ts'
import { isoOf, localOf } from '../../drills/schedules/form-times.ts'
import { MomentField } from '../../drills/schedules/moment-field.tsx'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { EnvironmentWord } from '../marks.tsx'
import { refusedBecause } from './surface-deeds.ts'

type Props = { surface: Surface; finalFocus: () => HTMLElement | null; onClose: () => void }
type Window = { from: string; until: string; reason: string }

const hour = 3_600_000

/** What is wrong with the window before the server is asked. */
function whyNoWindow({ from, until, reason }: Window): string | null {
  if (until === '') return 'Asleep until it is said when it ends'
  const [begins, ends] = [from === '' ? Date.now() : new Date(from).getTime(), new Date(until).getTime()]
  if (Number.isNaN(begins) || Number.isNaN(ends)) return 'Asleep until both are days and times'
  if (ends <= begins) return 'Asleep: the window ends before it begins'
  if (ends <= Date.now()) return 'Asleep: the window is over already'
  return reason.trim() === '' ? 'Asleep until a reason is given' : null
}

/** A time in which only a named person with the permission deploys, with a reason. It ends by itself. */
export function FreezeDialog({ surface, finalFocus, onClose }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState(() => localOf(new Date(Date.now() + 12 * hour).toISOString()))
  const { text: reason, write, sent } = useDraft(`deploys/${surface.id}/freeze`)
  const offline = useSurfaceAsleep('Freeze deploys', surface)
  const { sending, start, busy } = useSending({
    what: `Freeze deploys to ${surface.name}`,
    send: (body: Parameters<typeof deploysApi.freeze>[1], key) => deploysApi.freeze(surface.id, body, key),
    onDone(_, shown) {
      sent(reason)
      void refreshDeploys()
      if (shown) onClose()
      notify.done('The freeze window is open', surface.name)
    },
  })
  const errors = fieldMessages(sending.kind === 'refused' ? sending.error : null)
  const body = () => ({
    ...(from === '' ? {} : { from: isoOf(from) }),
    until: isoOf(until),
    reason: reason.trim(),
  })
  return (
    <DecisionDialog
      title={`Freeze deploys to ${surface.name}`}
      target={
        <>
          <EnvironmentWord environment={surface.environment} /> {surface.app}
        </>
      }
      does="Open the freeze window"
      kind="primary"
      says={`Within it only a named person with the permission deploys, and says why; a pipeline may not. Rolling back stays possible. It ends by itself. Times are yours, in ${zone}.`}
      field={field}
      busy={busy}
      asleep={offline ?? refusedBecause(surface, 'freeze') ?? whyNoWindow({ from, until, reason })}
      finalFocus={finalFocus}
      onConfirm={() => void start(body())}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 gap-3">
        <MomentField
          name="from"
          label="From (empty: now)"
          value={from}
          error={errors.from}
          onChange={({ currentTarget }) => setFrom(currentTarget.value)}
        />
        <MomentField
          name="until"
          label="Until"
          value={until}
          error={errors.until}
          onChange={({ currentTarget }) => setUntil(currentTarget.value)}
        />
      </div>
      <TextAreaField
        ref={field}
        name="reason"
        label="Why (becomes part of the record)"
        rows={2}
        maxLength={2000}
        value={reason}
        error={errors.reason}
        onValueChange={write}
      />
      <RefusalNote sending={sending} />
    </DecisionDialog>
  )
}
