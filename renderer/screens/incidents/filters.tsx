import { severities } from '../../../shared/domain/incident.ts'
import { Select, SelectSeveral } from '../../components/select.tsx'
import { useSession } from '../../state/connection.ts'
import { severitiesIn } from './address.ts'
import { SeverityMark, severityWords } from './marks.tsx'
import { usePeople } from './use-incident.ts'

export function SeverityFilter({
  severity,
  onChange,
}: {
  severity: string | undefined
  onChange: (severity: string) => void
}) {
  const chosen = severitiesIn(severity)
  return (
    <SelectSeveral
      name="Severity"
      value={chosen}
      choices={severities.map((value) => ({
        value,
        label: severityWords[value].name,
        look: <SeverityMark severity={value} />,
      }))}
      onChange={(next) => onChange(severities.filter((each) => next.includes(each)).join(','))}
    >
      Severity: {chosen.length === 0 ? 'any' : chosen.map((each) => severityWords[each].name).join(', ')}
    </SelectSeveral>
  )
}

const anybody = 'anybody'

export function OwnerFilter({
  owner,
  onChange,
}: {
  owner: string | undefined
  onChange: (owner: string | undefined) => void
}) {
  const { data: people = [] } = usePeople()
  const { data: session } = useSession()
  const me = session?.actor?.id
  const choices = [
    { value: anybody, label: 'any' },
    ...(me === undefined ? [] : [{ value: me, label: 'you' }]),
    { value: 'none', label: 'nobody' },
    ...people.filter(({ id }) => id !== me).map(({ id, name }) => ({ value: id, label: name })),
  ]
  const chosen = choices.find(({ value }) => value === (owner ?? anybody))?.label ?? 'somebody else'
  return (
    <Select
      name="Owner"
      value={owner ?? anybody}
      choices={choices}
      onChange={(value) => onChange(value === anybody ? undefined : value)}
    >
      Owner: {chosen}
    </Select>
  )
}
