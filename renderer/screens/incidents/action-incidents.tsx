import type { ActionDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { DrawerSection } from '../../components/drawer.tsx'
import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'
import { nounOf } from '../queue/dialogs/action-words.ts'
import { LinkActionDialog } from './dialogs/link-action-dialog.tsx'
import { OpenDialog } from './dialogs/open-dialog.tsx'
import { IncidentStatusMark } from './marks.tsx'
import { useDialog } from './use-dialog.ts'

/** The incidents that an action belongs to, and the way into another; for whoever looks at the action. */
export function ActionIncidents({ action }: { action: ActionDetail }) {
  const dialog = useDialog<'link' | 'open'>()
  const offline = useAsleep('Link to an incident')
  const { data: session } = useSession()
  const refused =
    session === undefined || session.permissions['actions.propose']
      ? null
      : 'Linking needs the permission actions.propose, which your roles do not carry.'
  return (
    <DrawerSection
      title="Incidents"
      aside={
        <Button asleep={offline ?? refused} onClick={() => dialog.show('link')}>
          Link…
        </Button>
      }
    >
      {action.incidents.length === 0 ? (
        <p className="text-s text-muted">It is linked to none.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {action.incidents.map(({ id, title, status }) => (
            <li key={id} className="flex items-center gap-3">
              <a href={`#/incidents?open=${id}`} className="min-w-0 flex-1 truncate rounded-s text-accent underline">
                {title}
              </a>
              <IncidentStatusMark status={status === 'resolved' ? 'resolved' : 'open'} />
            </li>
          ))}
        </ul>
      )}
      {dialog.shown === 'link' && (
        <LinkActionDialog action={action} onClose={dialog.close} onOpenNew={() => dialog.show('open')} />
      )}
      {dialog.shown === 'open' && (
        <OpenDialog about={{ action: action.id, title: nounOf(action) }} onClose={dialog.close} />
      )}
    </DrawerSection>
  )
}
