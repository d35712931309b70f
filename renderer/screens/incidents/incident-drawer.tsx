import { CircleSlash2 } from 'lucide-react'
import { useRef } from 'react'
import type { IncidentDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Drawer, DrawerSection } from '../../components/drawer.tsx'
import { ErrorState, Placeholder, SkeletonRows } from '../../components/states.tsx'
import { ApiProblem } from '../../problem.ts'
import { useAsleep } from '../../state/asleep.ts'
import { type Command, useCommands } from '../../state/commands.ts'
import { useSession } from '../../state/connection.ts'
import { LinkDialog } from './dialogs/link-dialog.tsx'
import { ResolveDialog } from './dialogs/resolve-dialog.tsx'
import { Facts } from './facts.tsx'
import { Links } from './links.tsx'
import { IncidentStatusMark, SeverityMark } from './marks.tsx'
import { NoteBox } from './note-box.tsx'
import { useAssign } from './owner.tsx'
import { Timeline } from './timeline.tsx'
import { useDialog } from './use-dialog.ts'
import { refusedBecause, useIncident } from './use-incident.ts'

type Props = { id: string; focused: boolean; onClose: () => void }

/** Everything about one incident, beside the list: who has it, what it is linked to, and its timeline. */
export function IncidentDrawer({ id, focused, onClose }: Props) {
  const { data: incident, error, refetch } = useIncident(id)
  if (incident !== undefined)
    return <OfIncident key={incident.id} incident={incident} focused={focused} onClose={onClose} />
  const missing = error instanceof ApiProblem && error.status === 404
  return (
    <Drawer over="Incident" title="Incident" under={id} focused={focused} onClose={onClose}>
      {missing && (
        <Placeholder icon={CircleSlash2} title="There is no such incident">
          It is not in this workspace. A link to it may be from another connection, or from a sample that began anew.
        </Placeholder>
      )}
      {error === null && <SkeletonRows rows={9} what="the incident" />}
      {error !== null && !missing && <ErrorState what="The incident" error={error} onRetry={() => void refetch()} />}
    </Drawer>
  )
}

const group = 'Incident'

function OfIncident({ incident, focused, onClose }: { incident: IncidentDetail } & Omit<Props, 'id'>) {
  const dialog = useDialog<'link' | 'resolve'>()
  const note = useRef<HTMLTextAreaElement>(null)
  const assign = useAssign(incident)
  const { data: session } = useSession()
  const linkOffline = useAsleep('Link')
  const resolveOffline = useAsleep('Resolve')
  const linkAsleep = linkOffline ?? refusedBecause(incident, 'link')
  const resolveAsleep = resolveOffline ?? refusedBecause(incident, 'resolve')
  const assignAsleep =
    linkOffline ?? refusedBecause(incident, 'assign') ?? (assign.busy ? 'Waiting for the server' : null)
  const me = session?.actor?.id
  const take: Command = {
    id: 'incident.take',
    label: 'Take the incident',
    group,
    keys: ['t'],
    asleep: incident.owner?.id === me ? 'You have it already' : assignAsleep,
    run: () => me !== undefined && void assign.start({ owner: me }),
  }
  useCommands([
    { id: 'incident.note', label: 'Write a note', group, keys: ['n'], run: () => note.current?.focus() },
    ...(me === undefined ? [] : [take]),
    {
      id: 'incident.link',
      label: 'Link something to it',
      group,
      keys: ['l'],
      asleep: linkAsleep,
      run: () => dialog.show('link'),
    },
    {
      id: 'incident.resolve',
      label: 'Resolve it',
      group,
      keys: ['r'],
      asleep: resolveAsleep,
      run: () => dialog.show('resolve'),
    },
  ])
  return (
    <>
      <Drawer
        over={
          <span className="flex items-center gap-3">
            <SeverityMark severity={incident.severity} over={incident.status === 'resolved'} />
            <IncidentStatusMark status={incident.status} />
          </span>
        }
        title={incident.title}
        under={
          <span className="flex items-center">
            <span className="min-w-0 truncate">{incident.id}</span>
            <CopyButton text={() => Promise.resolve(linkTo(incident.id))} what="the link to it" />
          </span>
        }
        footer={
          <NoteBox
            incident={incident}
            field={note}
            resolveAsleep={resolveAsleep}
            onResolve={() => dialog.show('resolve')}
          />
        }
        focused={focused}
        onClose={onClose}
      >
        <Facts incident={incident} assign={assign} />
        <DrawerSection
          title="Linked"
          aside={
            <Button asleep={linkAsleep} onClick={() => dialog.show('link')}>
              Link…
            </Button>
          }
        >
          <Links links={incident.links} />
        </DrawerSection>
        <DrawerSection title="Timeline" aside={<span className="text-s text-faint">newest first</span>}>
          <Timeline incident={incident} />
        </DrawerSection>
      </Drawer>
      {dialog.shown === 'link' && <LinkDialog incident={incident} asleep={linkAsleep} onClose={dialog.close} />}
      {dialog.shown === 'resolve' && (
        <ResolveDialog
          incident={incident}
          asleep={resolveAsleep}
          finalFocus={dialog.finalFocus}
          onClose={dialog.close}
        />
      )}
    </>
  )
}

const linkTo = (id: string): string => `${location.origin}${location.pathname}#/incidents/${id}`
