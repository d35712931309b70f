import { ConfirmTypedDialog } from '../../../components/confirm-typed-dialog.tsx'
import { Time } from '../../../components/time.tsx'
import { deploysApi, type Surface } from '../../../deploys-api.ts'
import { refreshDeploys } from '../../../state/deploys.ts'
import { shownConnection, writeDraft } from '../../../state/drafts.ts'
import { useSurfaceAsleep } from '../../../state/surface-asleep.ts'
import { notify } from '../../../state/toasts.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { RefusalNote } from '../../queue/dialogs/refusal-note.tsx'
import { useSending } from '../../queue/dialogs/use-sending.ts'
import { EnvironmentWord, shortSha } from '../marks.tsx'
import { refusedBecause } from './surface-deeds.ts'

type Props = {
  surface: Surface
  quarantine: Surface['quarantined'][number]
  finalFocus: () => HTMLElement | null
  onClose: () => void
}

/** Lets a commit that was rolled back go out again: by name, so its SHA is typed. */
export function LiftDialog({ surface, quarantine, finalFocus, onClose }: Props) {
  const short = shortSha(quarantine.sha)
  const place = `deploys/${surface.id}/lift/${quarantine.sha}`
  const offline = useSurfaceAsleep('Lift the quarantine', surface)
  const { sending, start, busy } = useSending({
    what: `Lift the quarantine of ${short}`,
    send: (reason: string, key) => deploysApi.liftQuarantine(surface.id, quarantine.sha, reason, key),
    onDone(_, shown) {
      writeDraft(shownConnection(), place, '')
      void refreshDeploys()
      if (shown) onClose()
      notify.done(`${short} may go out again`, surface.name)
    },
  })
  return (
    <ConfirmTypedDialog
      title={`Lift the quarantine of ${short} at ${surface.name}`}
      target={surface.app}
      happens={
        <>
          <EnvironmentWord environment={surface.environment} /> A commit that was rolled back may be deployed again, by
          anybody who may deploy. It is not deployed by this.
        </>
      }
      typing={{ asks: 'To name the commit, type its short SHA', text: short }}
      reason={{ asks: 'Why it is well now (becomes part of the record)', place }}
      does={`Lift the quarantine of ${short}`}
      asleep={offline ?? refusedBecause(surface, 'lift_quarantine')}
      busy={busy}
      refusal={<RefusalNote sending={sending} />}
      finalFocus={finalFocus}
      onConfirm={({ reason }) => void start(reason)}
      onClose={onClose}
    >
      <div className="text-s">
        <span className="text-muted">It was put there with the reason:</span>
        <p className="break-words whitespace-pre-wrap">{quarantine.reason}</p>
        <span className="flex flex-wrap items-center gap-x-2 text-muted">
          <ActorName actor={quarantine.by} /> <Time at={quarantine.at} show="both" />
        </span>
      </div>
    </ConfirmTypedDialog>
  )
}
