import { useRef } from 'react'
import { TextAreaField } from '../../../components/field.tsx'
import { deploysApi, type Surface } from '../../../deploys-api.ts'
import { fieldMessages } from '../../../problem.ts'
import { refreshDeploys } from '../../../state/deploys.ts'
import { useDraft } from '../../../state/drafts.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { notify } from '../../../state/toasts.ts'
import { DecisionDialog } from '../../queue/dialogs/decision-dialog.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { EnvironmentWord } from '../marks.tsx'
import { type Deed, refusedBecause } from './surface-deeds.ts'

type Reasoned = Exclude<Deed, { name: 'freeze' } | { name: 'releases' } | { name: 'lift' }>
type Way = {
  title: string
  does: string
  done: string
  says: string
  asks: string
  kind: 'primary' | 'danger' | 'plain'
  refused: string | null
  send: (reason: string, key: string) => Promise<unknown>
}

function wayOf(deed: Reasoned, surface: Surface): Way {
  const { id, name } = surface
  const asks = 'Why (becomes part of the record)'
  const refused = deed.name === 'close_review' ? null : refusedBecause(surface, deed.name)
  const shared = { asks, kind: 'primary' as const, refused }
  switch (deed.name) {
    case 'lock':
      return {
        ...shared,
        title: `Lock deploys to ${name}`,
        does: 'Lock deploys',
        done: 'Deploys are locked',
        says: 'Nothing is deployed there until somebody unlocks it; a named person with the permission may pass with a reason, a pipeline may not. Rolling back stays possible.',
        send: (reason, key) => deploysApi.lock(id, reason, key),
      }
    case 'unlock':
      return {
        ...shared,
        title: `Unlock deploys to ${name}`,
        does: 'Unlock deploys',
        done: 'Deploys are unlocked',
        says: `It was locked with the reason: ${surface.lock?.reason ?? 'it is not locked any more'}`,
        send: (reason, key) => deploysApi.unlock(id, reason, key),
      }
    case 'unfreeze':
      return {
        ...shared,
        title: `End a freeze window of ${name}`,
        does: 'End the window',
        done: 'The freeze window is over',
        says: `It was opened with the reason: ${deed.freeze.reason}`,
        send: (reason, key) => deploysApi.unfreeze(id, { freeze_id: deed.freeze.id, reason }, key),
      }
    case 'clear_alert':
      return {
        ...shared,
        title: `Clear the health alert of ${name}`,
        does: 'Clear the alert',
        done: 'The alert is cleared',
        says: 'This changes nothing at the surface: it says that somebody has dealt with it. What the probes said stays in the ledger.',
        send: (reason, key) => deploysApi.clearAlert(id, reason, key),
      }
    case 'close_review':
      return {
        ...shared,
        asks: 'What you found (becomes part of the record)',
        title: `Close the review of a deploy to ${name}`,
        does: 'Close the review',
        done: 'The review is closed',
        says: 'You say that you have looked at what went out past the rules, and why. One’s own is closed by somebody else.',
        send: (note, key) => deploysApi.closeReview(deed.deploy, note, key),
      }
    default:
      return deed satisfies never
  }
}

const placeOf = (deed: Reasoned, { id }: Surface): string => {
  const of = deed.name === 'unfreeze' ? `/${deed.freeze.id}` : deed.name === 'close_review' ? `/${deed.deploy}` : ''
  return `deploys/${id}/${deed.name}${of}`
}

type Props = { deed: Reasoned; surface: Surface; finalFocus: () => HTMLElement | null; onClose: () => void }

/** What needs a reason and no typing. */
export function ReasonDialog({ deed, surface, finalFocus, onClose }: Props) {
  const way = wayOf(deed, surface)
  const field = useRef<HTMLTextAreaElement>(null)
  const offline = useSurfaceAsleep(way.does, surface)
  const { text: reason, write, sent } = useDraft(placeOf(deed, surface))
  const { sending, start, busy } = useSending({
    what: `${way.does}: ${surface.name}`,
    send: way.send,
    onDone(_, shown) {
      sent(reason)
      void refreshDeploys()
      if (shown) onClose()
      notify.done(way.done, surface.name)
    },
  })
  const errors = fieldMessages(sending.kind === 'refused' ? sending.error : null)
  const missing = reason.trim() === '' ? 'Asleep until a reason is given' : null
  return (
    <DecisionDialog
      title={way.title}
      target={
        <>
          <EnvironmentWord environment={surface.environment} /> {surface.app}
        </>
      }
      does={way.does}
      kind={way.kind}
      says={way.says}
      field={field}
      busy={busy}
      asleep={offline ?? way.refused ?? missing}
      finalFocus={finalFocus}
      onConfirm={() => void start(reason.trim())}
      onClose={onClose}
    >
      <TextAreaField
        ref={field}
        name="reason"
        label={way.asks}
        rows={2}
        maxLength={2000}
        value={reason}
        error={errors.reason ?? errors.note}
        onValueChange={write}
      />
      <RefusalNote sending={sending} />
    </DecisionDialog>
  )
}
