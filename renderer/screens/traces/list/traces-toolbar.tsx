import { ArrowUp, Search } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { traceStatuses } from '../../../../shared/domain/fleet.ts'
import { Button } from '../../../components/button.tsx'
import { count } from '../../../components/clock.ts'
import { inputLook } from '../../../components/field.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Select } from '../../../components/select.tsx'
import type { Patch } from '../../../state/address.ts'
import { useFleetStatus } from '../../../state/fleet.ts'
import { isFiltered, type TraceFilter, violationFilters, type Window, windowNames } from '../address.ts'
import { LabelMark, TraceStatusMark } from '../marks.tsx'
import { TimeRange } from './time-range.tsx'

type Props = {
  filter: TraceFilter
  input: RefObject<HTMLInputElement | null>
  waiting: number
  onChange: (patch: Patch<TraceFilter>, typing?: boolean) => void
  onShowNew: () => void
  onClear: () => void
}

const any = 'any'
const range = 'range'
const pages = 50
const violationWords = { any: 'amber or red', amber: 'amber', red: 'red' } as const
const windowWords: Record<Window, string> = {
  '15m': 'last 15 minutes',
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
}

export function TracesToolbar({ filter, input, waiting, onChange, onShowNew, onClear }: Props) {
  const { agent, status, violation, since, until } = filter
  const { data: fleet } = useFleetStatus()
  // A link may name one that was not heard of lately.
  const agents = [
    ...new Set([...(fleet?.agents.map((each) => each.agent) ?? []), ...(agent === undefined ? [] : [agent])]),
  ]
  const window = windowNames.find((each) => each === since)
  const isRange = until !== undefined || (since !== undefined && window === undefined)
  const timeWords = isRange ? 'from and to' : window === undefined ? 'any time' : windowWords[window]
  const chooseTime = (value: string) => {
    if (value === range)
      onChange({ since: new Date(Date.now() - 60 * 60_000).toISOString(), until: new Date().toISOString() })
    else onChange({ since: windowNames.find((each) => each === value), until: undefined })
  }
  return (
    <div
      role="toolbar"
      aria-label="Filter"
      className="flex min-h-10 flex-wrap items-center gap-2 border-b border-line px-3 py-1.5"
    >
      <SearchField key="search" value={filter.q ?? ''} input={input} onChange={(q) => onChange({ q }, true)} />
      <Select
        name={`Agent: ${agent ?? 'all'}`}
        className="max-w-60"
        choices={[
          { value: any, label: 'All agents' },
          ...agents.toSorted().map((each) => ({ value: `agent ${each}`, label: each })),
        ]}
        value={agent === undefined ? any : `agent ${agent}`}
        onChange={(value) => onChange({ agent: value === any ? undefined : value.slice('agent '.length) })}
      >
        <span className="truncate">Agent: {agent ?? 'all'}</span>
      </Select>
      <Select
        name={`Status: ${status ?? 'any'}`}
        choices={[
          { value: any, label: 'Any status' },
          ...traceStatuses.map((each) => ({ value: each, label: each, look: <TraceStatusMark status={each} /> })),
        ]}
        value={status ?? any}
        onChange={(value) => onChange({ status: traceStatuses.find((each) => each === value) })}
      >
        Status: {status ?? 'any'}
      </Select>
      <Select
        name={`Violations: ${violation === undefined ? 'with or without' : violationWords[violation]}`}
        choices={[
          { value: 'both', label: 'With or without' },
          ...violationFilters.map((each) => ({
            value: each,
            label: violationWords[each],
            ...(each === 'any' ? {} : { look: <LabelMark label={each} /> }),
          })),
        ]}
        value={violation ?? 'both'}
        onChange={(value) => onChange({ violation: violationFilters.find((each) => each === value) })}
      >
        Violations: {violation === undefined ? 'with or without' : violationWords[violation]}
      </Select>
      <Select
        name={`Begun: ${timeWords}`}
        choices={[
          { value: any, label: 'Any time' },
          ...windowNames.map((each) => ({ value: each, label: windowWords[each] })),
          { value: range, label: 'From and to…' },
        ]}
        value={isRange ? range : (window ?? any)}
        onChange={chooseTime}
      >
        Begun: {timeWords}
      </Select>
      {isRange && <TimeRange since={since} until={until} onChange={onChange} />}
      {isFiltered(filter) && <Button onClick={onClear}>Clear the filter</Button>}
      <span aria-live="polite" className="ml-auto">
        {waiting > 0 && (
          <Button kind="ghost" className="text-accent!" onClick={onShowNew}>
            <ArrowUp size={13} aria-hidden />
            {count(waiting)}
            {waiting >= pages && '+'} new <Kbd keys="u" />
          </Button>
        )}
      </span>
    </div>
  )
}

const pause = 250

type SearchProps = {
  value: string
  input: RefObject<HTMLInputElement | null>
  onChange: (q: string | undefined) => void
}

/** Asks when one stops typing. Esc leaves it, with what was typed. */
function SearchField({ value, input, onChange }: SearchProps) {
  const [typed, setTyped] = useState(value)
  const [known, setKnown] = useState(value)
  if (known !== value) {
    setKnown(value)
    if (value !== typed.trim()) setTyped(value)
  }
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => onChange(typed.trim() === '' ? undefined : typed.trim()), pause)
    return () => clearTimeout(timer)
  }, [typed, value, onChange])
  return (
    <label className="relative w-64 min-w-40 shrink">
      <span className="sr-only">Search the traces</span>
      <Search size={13} aria-hidden className="pointer-events-none absolute top-[7px] left-2 text-faint" />
      <input
        ref={input}
        type="search"
        value={typed}
        maxLength={200}
        placeholder="Name, model, id, conversation  /"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.currentTarget.blur()
        }}
        className={`${inputLook} h-7! pl-7! text-s!`}
      />
    </label>
  )
}
