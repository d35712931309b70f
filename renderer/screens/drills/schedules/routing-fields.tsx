import { TextField } from '../../../components/field.tsx'
import { FormRows } from './form-rows.tsx'
import { MomentField } from './moment-field.tsx'
import type { FieldsProps } from './schedule-fields.tsx'
import { emptyAway, emptyOwner, emptyWindow } from './schedule-form.ts'

type Cell = {
  at: string
  label: string
  value: string
  errors: FieldsProps['errors']
  write: (value: string) => void
  type?: 'text' | 'number' | 'datetime-local'
  placeholder?: string
}

const Cell = ({ at, errors, write, type = 'text', ...given }: Cell) => {
  const field = {
    ...given,
    name: at,
    autoComplete: 'off',
    error: errors[at],
    onChange: ({ currentTarget }: { currentTarget: HTMLInputElement }) => write(currentTarget.value),
  }
  return type === 'datetime-local' ? <MomentField {...field} /> : <TextField {...field} type={type} />
}

/** Who answers for it, how they are told, and by when they answer. */
export function OwnerFields({ form, errors, change }: FieldsProps) {
  return (
    <FormRows
      legend="Owners"
      says="Who is told when it is due. What is left empty is as the schedule says: all its providers, 60 minutes to answer."
      one="owner"
      rows={form.owners}
      add={() => emptyOwner}
      onChange={(owners) => change({ owners })}
    >
      {(row, at, set) => (
        <>
          <Cell
            at={`owners.${at}.name`}
            label="Owner"
            value={row.name}
            errors={errors}
            write={(name) => set({ name })}
          />
          <Cell
            at={`owners.${at}.providers`}
            label="Only through"
            placeholder="all providers"
            value={row.providers}
            errors={errors}
            write={(providers) => set({ providers })}
          />
          <Cell
            at={`owners.${at}.minutes`}
            label="Minutes to acknowledge"
            type="number"
            placeholder="60"
            value={row.minutes}
            errors={errors}
            write={(minutes) => set({ minutes })}
          />
          <Cell
            at={`owners.${at}.escalation`}
            label="Escalates to"
            placeholder="the owner"
            value={row.escalation}
            errors={errors}
            write={(escalation) => set({ escalation })}
          />
        </>
      )}
    </FormRows>
  )
}

/** When nobody is to be told, or some are not. */
export function WindowFields({ form, errors, change }: FieldsProps) {
  return (
    <FormRows
      legend="Maintenance windows"
      says="Within one nobody is told; with owners or providers named, only those are not. When it is over they are."
      one="maintenance window"
      rows={form.windows}
      add={() => emptyWindow(form)}
      onChange={(windows) => change({ windows })}
    >
      {(row, at, set) => (
        <>
          <Cell
            at={`windows.${at}.start`}
            label="Begins"
            type="datetime-local"
            value={row.start}
            errors={errors}
            write={(start) => set({ start })}
          />
          <Cell
            at={`windows.${at}.end`}
            label="Ends"
            type="datetime-local"
            value={row.end}
            errors={errors}
            write={(end) => set({ end })}
          />
          <Cell
            at={`windows.${at}.reason`}
            label="Why"
            value={row.reason}
            errors={errors}
            write={(reason) => set({ reason })}
          />
          <Cell at={`windows.${at}.id`} label="Name" value={row.id} errors={errors} write={(id) => set({ id })} />
          <Cell
            at={`windows.${at}.owners`}
            label="Only these owners"
            placeholder="all"
            value={row.owners}
            errors={errors}
            write={(owners) => set({ owners })}
          />
          <Cell
            at={`windows.${at}.providers`}
            label="Only these providers"
            placeholder="all"
            value={row.providers}
            errors={errors}
            write={(providers) => set({ providers })}
          />
        </>
      )}
    </FormRows>
  )
}

/** When an owner is away. */
export function CalendarFields({ form, errors, change }: FieldsProps) {
  return (
    <FormRows
      legend="Absences of owners"
      says="An owner who is away is not told; when they are back they are."
      one="absence"
      rows={form.away}
      add={() => emptyAway}
      onChange={(away) => change({ away })}
    >
      {(row, at, set) => (
        <>
          <Cell
            at={`away.${at}.owner`}
            label="Owner"
            value={row.owner}
            errors={errors}
            write={(owner) => set({ owner })}
          />
          <Cell
            at={`away.${at}.reason`}
            label="Why"
            value={row.reason}
            errors={errors}
            write={(reason) => set({ reason })}
          />
          <Cell
            at={`away.${at}.start`}
            label="From"
            type="datetime-local"
            value={row.start}
            errors={errors}
            write={(start) => set({ start })}
          />
          <Cell
            at={`away.${at}.end`}
            label="Until"
            type="datetime-local"
            value={row.end}
            errors={errors}
            write={(end) => set({ end })}
          />
        </>
      )}
    </FormRows>
  )
}
