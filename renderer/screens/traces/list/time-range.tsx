import { inputLook } from '../../../components/field.tsx'
import type { Patch } from '../../../state/address.ts'
import type { TraceFilter } from '../address.ts'
import { fromLocal, toLocal } from './local-time.ts'

type Props = {
  since: string | undefined
  until: string | undefined
  onChange: (patch: Patch<TraceFilter>) => void
}

/** Two moments, as one's own clock has them. An end that is left empty is open. */
export function TimeRange({ since, until, onChange }: Props) {
  const field = (name: 'since' | 'until', label: string, value: string | undefined) => (
    <label className="inline-flex items-center gap-1.5 text-s text-muted">
      {label}
      <input
        type="datetime-local"
        value={toLocal(value)}
        onChange={(event) => onChange({ [name]: fromLocal(event.currentTarget.value) })}
        className={`${inputLook} h-7! w-auto! text-s!`}
      />
    </label>
  )
  return (
    <>
      {field('since', 'from', since)}
      {field('until', 'to', until)}
    </>
  )
}
