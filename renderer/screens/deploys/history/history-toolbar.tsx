import { deployKinds, outcomes } from '../../../../shared/domain/gate.ts'
import { Button } from '../../../components/button.tsx'
import { ExportEvidence } from '../../../components/export-evidence.tsx'
import { Select, SelectSeveral } from '../../../components/select.tsx'
import type { Surface } from '../../../deploys-api.ts'
import type { Patch } from '../../../state/address.ts'
import { kindWords, OutcomeMark, outcomeWords } from '../marks.tsx'
import { filterOf, type HistoryAddress, isFiltered, outcomesIn } from './address.ts'

type Props = {
  address: HistoryAddress
  surfaces: readonly Surface[]
  onChange: (patch: Patch<HistoryAddress>) => void
  onClear: () => void
}

const any = 'any'

export function HistoryToolbar({ address, surfaces, onChange, onClear }: Props) {
  const { surface, kind } = address
  const wanted = outcomesIn(address.outcome)
  const named = surfaces.find(({ id }) => id === surface)?.name ?? surface
  return (
    <div
      role="toolbar"
      aria-label="Filter"
      className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5"
    >
      <Select
        name={`Surface: ${named ?? 'all'}`}
        choices={[
          { value: any, label: 'All surfaces' },
          ...surfaces.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={surface ?? any}
        onChange={(value) => onChange({ surface: value === any ? undefined : value })}
      >
        Surface: {named ?? 'all'}
      </Select>
      <Select
        name={`Kind: ${kind === undefined ? 'both' : kindWords[kind]}`}
        choices={[
          { value: any, label: 'Both kinds' },
          ...deployKinds.map((each) => ({ value: each, label: kindWords[each] })),
        ]}
        value={kind ?? any}
        onChange={(value) => onChange({ kind: deployKinds.find((each) => each === value) })}
      >
        Kind: {kind === undefined ? 'both' : kindWords[kind].toLowerCase()}
      </Select>
      <SelectSeveral
        name={`Outcome: ${wanted.length === 0 ? 'any' : wanted.map(outcomeWords).join(', ')}`}
        choices={outcomes.map((each) => ({
          value: each,
          label: outcomeWords(each),
          look: <OutcomeMark outcome={each} />,
        }))}
        value={wanted}
        onChange={(values) => onChange({ outcome: values.length === 0 ? undefined : values.join(',') })}
      >
        Outcome: {wanted.length === 0 ? 'any' : wanted.length === 1 ? outcomeWords(wanted[0] ?? null) : wanted.length}
      </SelectSeveral>
      {isFiltered(address) && <Button onClick={onClear}>Clear the filter</Button>}
      <span className="ml-auto">
        <ExportEvidence
          kind="deploys"
          group="Deploys"
          filter={filterOf(address)}
          what={isFiltered(address) ? 'the deploys of this filter' : 'every deploy and rollback'}
        />
      </span>
    </div>
  )
}
