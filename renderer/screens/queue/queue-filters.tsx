import { actionTypes, modes, tierOf, tiers } from '../../../shared/domain/action-policy.ts'
import type { Patch } from '../../state/address.ts'
import { joined, listed, type QueueAddress, type QueueFilter } from './address.ts'
import { modeNames, tierWords } from './dialogs/action-words.ts'
import { ChoiceItems, type Choices, chipLook, FilterMenu, FilterPopup } from './filter-menu.tsx'
import { TierMark } from './marks.tsx'

type Props = { filter: QueueFilter; narrow: boolean; onChange: (patch: Patch<QueueAddress>) => void }

const textOf = (values: readonly string[]) => joined(values) as string | undefined

/** By tier, type and mode, and what needs this person. Where there is little room, all in one. */
export function QueueFilters({ filter, narrow, onChange }: Props) {
  const tier: Choices<(typeof tiers)[number]> = {
    name: 'Tier',
    options: tiers,
    chosen: listed(filter.tier, tiers),
    label: (value) => (
      <span className="inline-flex gap-2">
        <TierMark tier={value} />
        <span className="text-muted">{tierWords[value]}</span>
      </span>
    ),
    onChange: (chosen) => onChange({ tier: joined(chosen) }),
  }
  const type: Choices<(typeof actionTypes)[number]> = {
    name: 'Type',
    options: actionTypes,
    chosen: listed(filter.type, actionTypes),
    label: (value) => (
      <span className="inline-flex w-full justify-between gap-6 font-mono text-s">
        {value}
        <span className="font-sans text-xs text-faint">tier {tierOf[value]}</span>
      </span>
    ),
    onChange: (chosen) => onChange({ type: textOf(chosen) }),
  }
  const mode: Choices<(typeof modes)[number]> = {
    name: 'Mode',
    options: modes,
    chosen: listed(filter.mode, modes),
    label: (value) => modeNames[value],
    short: (value) => modeNames[value].toLowerCase(),
    onChange: (chosen) => onChange({ mode: textOf(chosen) }),
  }
  const set = [tier, type, mode].filter(({ chosen }) => chosen.length > 0).length
  return (
    <>
      {narrow ? (
        <FilterPopup name="Filter" isSet={set > 0} {...(set > 0 ? { says: String(set) } : {})}>
          <ChoiceItems choices={tier} />
          <ChoiceItems choices={type} />
          <ChoiceItems choices={mode} />
        </FilterPopup>
      ) : (
        <>
          <FilterMenu choices={tier} />
          <FilterMenu choices={type} />
          <FilterMenu choices={mode} />
        </>
      )}
      <button
        type="button"
        aria-pressed={filter.needs_me ?? false}
        onClick={() => onChange({ needs_me: filter.needs_me ? undefined : true })}
        className={chipLook}
      >
        Needs me
      </button>
      {filter.review_open && (
        <button type="button" aria-pressed onClick={() => onChange({ review_open: undefined })} className={chipLook}>
          Reviews open
        </button>
      )}
    </>
  )
}
