import {
  type RouteCategory,
  type RouteState,
  routeActions,
  routeCategories,
  routeStates,
} from '../../../../shared/domain/drill-route.ts'
import { count } from '../../../components/clock.ts'
import type { Patch } from '../../../state/address.ts'
import { ChoiceItems, type Choices, chipLook, FilterMenu, FilterPopup } from '../../queue/filter-menu.tsx'
import { actionWords, categoryWords, StateMark, stateWords } from '../marks.tsx'
import { useSchedules } from '../schedules/use-schedules.ts'
import { asNames, joined, listed, namesIn, type RoutesAddress, type RoutesFilter } from './address.ts'
import { namesOf } from './known-names.ts'

type Props = {
  filter: RoutesFilter
  byState: Readonly<Record<string, number>> | undefined
  width: number
  onChange: (patch: Patch<RoutesAddress>) => void
}

/** By state, owner, provider, schedule, and what was not sent and why. Where there is little room, all in one. */
export function RoutesFilters({ filter, byState, width, onChange }: Props) {
  const { data: schedules = [] } = useSchedules()
  const known = namesOf(schedules)
  const titles = new Map(schedules.map(({ schedule_id, title }) => [schedule_id, title]))
  const names = (name: string, part: 'owner' | 'provider' | 'schedule', label = (value: string) => value) => {
    const chosen = namesIn(filter[part])
    return {
      name,
      // A link may name one that no schedule has any more.
      options: [...new Set([...known[part], ...chosen])].sort((a, b) => label(a).localeCompare(label(b))),
      chosen,
      label,
      short: label,
      onChange: (next: readonly string[]) => onChange({ [part]: asNames(next) }),
    } satisfies Choices<string>
  }
  const state: Choices<RouteState> = {
    name: 'State',
    options: routeStates,
    chosen: listed(filter.state, routeStates),
    label: (value) => (
      <span className="inline-flex w-full justify-between gap-6">
        <StateMark state={value} />
        <span className="text-xs text-faint">{byState && count(byState[value] ?? 0)}</span>
      </span>
    ),
    short: (value) => stateWords[value].toLowerCase(),
    onChange: (chosen) => onChange({ state: joined(chosen) }),
  }
  const category: Choices<RouteCategory> = {
    name: 'Category',
    options: routeCategories,
    chosen: listed(filter.category, routeCategories),
    label: (value) => categoryWords[value],
    short: (value) => categoryWords[value].toLowerCase(),
    onChange: (chosen) => onChange({ category: joined(chosen) }),
  }
  const action: Choices<(typeof routeActions)[number]> = {
    name: 'Action',
    options: routeActions,
    chosen: filter.action === undefined ? [] : [filter.action],
    label: (value) => actionWords[value],
    short: (value) => actionWords[value].toLowerCase(),
    // One or the other: both is the same as any.
    onChange: (chosen) => onChange({ action: chosen.find((each) => each !== filter.action) ?? chosen[0] }),
  }
  const superseded: Choices<'with'> = {
    name: 'Told again',
    options: ['with'],
    chosen: filter.superseded ? ['with'] : [],
    label: () => 'With those told again',
    short: () => 'with them',
    none: 'Left out',
    onChange: ({ length }) => onChange({ superseded: length > 0 ? true : undefined }),
  }
  const owner = names('Owner', 'owner')
  const provider = names('Provider', 'provider')
  const schedule = names('Schedule', 'schedule', (id) => titles.get(id) ?? id)
  const parts = [
    partOf(state),
    partOf(owner),
    partOf(provider),
    partOf(schedule),
    partOf(action),
    partOf(category),
    partOf(superseded),
  ]
  // Where there is little room, what is asked for least is in one menu, and where there is less, everything.
  const apart = width >= 1400 ? parts.length - 1 : width >= 1000 ? 3 : 0
  const rest = parts.slice(apart)
  const set = rest.filter(({ isSet }) => isSet).length
  return (
    <>
      {parts.slice(0, apart).map(({ menu }) => menu)}
      {rest.length > 0 && (
        <FilterPopup name={apart === 0 ? 'Filter' : 'More'} isSet={set > 0} {...(set > 0 ? { says: String(set) } : {})}>
          {rest.map(({ items }) => items)}
        </FilterPopup>
      )}
      {(width >= 1400 || (width >= 760 && width < 1000)) && (
        <button
          type="button"
          aria-pressed={filter.breached ?? false}
          onClick={() => onChange({ breached: filter.breached ? undefined : true })}
          className={chipLook}
        >
          Breached
        </button>
      )}
    </>
  )
}

const partOf = <V extends string>(choices: Choices<V>) => ({
  isSet: choices.chosen.length > 0,
  menu: <FilterMenu key={choices.name} choices={choices} />,
  items: <ChoiceItems key={choices.name} choices={choices} />,
})
