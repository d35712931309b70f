import { type ActorView, api, type IncidentDetail } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Mark } from '../../components/mark.tsx'
import { type Choice, Select } from '../../components/select.tsx'
import { useAsleep } from '../../state/asleep.ts'
import { useSession } from '../../state/connection.ts'
import { notify } from '../../state/toasts.ts'
import { ActorName } from '../audit/actor-name.tsx'
import { RefusalNote } from '../queue/dialogs/refusal-note.tsx'
import { useSending } from '../queue/dialogs/use-sending.ts'
import { refusedBecause, usePeople } from './use-incident.ts'
import { refreshIncidents } from './use-incidents.ts'

const nobody = 'nobody'

/** Gives an incident to somebody. Nothing shows before the server said so. */
export function useAssign({ id, title }: { id: string; title: string }) {
  return useSending({
    what: `Assign “${title}”`,
    send: (body: { owner: string | null }, key) => api.assignIncident(id, body, key),
    onDone({ owner }) {
      void refreshIncidents()
      notify.done(owner === null ? 'It has no owner now' : `It is ${owner.name}’s now`)
    },
  })
}

type Props = { incident: IncidentDetail; assign: ReturnType<typeof useAssign> }

/** Who has it, and the way to give it to somebody else. */
export function Owner({ incident, assign }: Props) {
  const { owner, status } = incident
  const offline = useAsleep('Assign')
  const { data: people, error } = usePeople()
  const { data: session } = useSession()
  const unread = error === null ? 'Asleep until it is known who there is' : 'Asleep: who there is could not be read'
  const busy = assign.busy ? 'Waiting for the server' : null
  const asleep = offline ?? refusedBecause(incident, 'assign') ?? busy ?? (people === undefined ? unread : null)
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      {owner !== null && <ActorName actor={owner} />}
      {owner === null && (status === 'open' ? <Mark means="warn">Nobody has it</Mark> : 'Nobody had it')}
      {asleep === null ? (
        <Select
          name="Assign"
          value={owner?.id ?? nobody}
          choices={choicesOf(people ?? [], session?.actor?.id)}
          onChange={(id) => void assign.start({ owner: id === nobody ? null : id })}
        >
          Assign…
        </Select>
      ) : (
        <Button asleep={asleep}>{assign.busy ? 'Asking the server…' : 'Assign…'}</Button>
      )}
      <div className="w-full empty:hidden">
        <RefusalNote sending={assign.sending} />
      </div>
    </div>
  )
}

/** Oneself first, because that is who takes it at night; then people, then programs with a key. */
function choicesOf(people: readonly ActorView[], me: string | undefined): Choice[] {
  const rank = ({ id, via }: ActorView) => (id === me ? 0 : via === 'api_key' ? 2 : 1)
  const sorted = people.toSorted((one, other) => rank(one) - rank(other))
  return [
    ...sorted.map((person) => ({
      value: person.id,
      label: person.id === me ? `${person.name} (you)` : person.name,
      look: (
        <span className="flex items-center gap-2">
          <ActorName actor={person} />
          {person.id === me && <span className="text-s text-muted">you</span>}
          {person.via === 'api_key' && <span className="text-s text-muted">API key</span>}
        </span>
      ),
    })),
    { value: nobody, label: 'Nobody' },
  ]
}
