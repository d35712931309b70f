import { useRef, useState } from 'react'
import { TextAreaField } from '../../../components/field.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import { fleetApi, type NewPause } from '../../../fleet-api.ts'
import { fieldMessages } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useDraft } from '../../../state/drafts.ts'
import { refreshFleet, usePauses } from '../../../state/fleet.ts'
import { notify } from '../../../state/toasts.ts'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { RefusalNote, usePatience } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'

const lengths = { resumed: null, '15m': 15, '1h': 60, '4h': 240 } as const
type Length = keyof typeof lengths
const choices: readonly (readonly [Length, string, string])[] = [
  ['resumed', 'Until somebody resumes it', ''],
  ['15m', 'For 15 minutes', ''],
  ['1h', 'For an hour', ''],
  ['4h', 'For four hours', ''],
]

type Props = { agent: string; finalFocus: () => HTMLElement | null; onClose: () => void }

/** A command and no proposal: whoever may give it lets the agent stand still at once. */
export function PauseAgent({ agent, finalFocus, onClose }: Props) {
  const { text: reason, write, sent } = useDraft(`traces/pause/${agent}`)
  const [length, setLength] = useState<Length>('resumed')
  const field = useRef<HTMLTextAreaElement>(null)
  const offline = useAsleep('Pause')
  const { data: pauses } = usePauses({ agent })
  const held = pauses?.items.some(({ active }) => active) ? `${agent} is paused already` : null
  const { sending, start, busy } = useSending({
    what: `Pause ${agent}`,
    send: (body: NewPause, key) => fleetApi.pause(body, key),
    onDone(_, shown) {
      sent(reason)
      void refreshFleet()
      notify.done(`Paused: ${agent}`, 'It is told by the event stream, and where it asks for its pauses.')
      if (shown) onClose()
    },
  })
  const patience = usePatience(sending)
  const minutes = lengths[length]
  // To the whole minute: what is sent again after a lost answer is the same, and is done once.
  const confirm = () =>
    void start({
      agent,
      reason: reason.trim(),
      ...(minutes === null ? {} : { until: new Date(Math.ceil(Date.now() / 60_000 + minutes) * 60_000).toISOString() }),
    })
  return (
    <DecisionDialog
      title={`Pause ${agent}`}
      target={agent}
      does={`Pause ${agent}`}
      kind="danger"
      says="It is told to stand still at once, without an approval; what it was doing may stay half done. Whoever may pause may resume it."
      field={field}
      busy={busy}
      asleep={offline ?? patience ?? held ?? (reason.trim() === '' ? 'Asleep until a reason is given' : null)}
      finalFocus={finalFocus}
      onConfirm={confirm}
      onClose={onClose}
    >
      <RadioCards legend="How long" options={choices} value={length} onChange={setLength} />
      <TextAreaField
        ref={field}
        name="reason"
        label="Why (becomes part of the record)"
        rows={2}
        maxLength={2000}
        value={reason}
        error={fieldMessages(sending.kind === 'refused' ? sending.error : null).reason}
        onValueChange={write}
      />
      <RefusalNote sending={sending} />
    </DecisionDialog>
  )
}
