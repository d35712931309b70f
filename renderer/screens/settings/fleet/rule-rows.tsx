import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { type RuleInput, ruleInputs } from '../../../../shared/domain/fleet-rule.ts'
import { IconButton } from '../../../components/button.tsx'
import { TextField } from '../../../components/field.tsx'
import { inputWords } from '../../../components/rule-inputs.ts'
import { Select } from '../../../components/select.tsx'
import type { LimitForm, PartForm, RuleErrors } from './rule-form.ts'

type Shared = {
  place: number
  /** Each input stands in a rule once. */
  used: readonly RuleInput[]
  errors: RuleErrors
  /** The last one cannot be taken away. */
  alone: boolean
  onRemove: () => void
}

type LimitProps = Shared & { limit: LimitForm; onChange: (next: LimitForm) => void }

/** One limit: amber from one value on, red from another. */
export function LimitRow({ limit, place, used, errors, alone, onChange, onRemove }: LimitProps) {
  const what = inputWords[limit.input].name
  return (
    <Row what={what} alone={alone} onRemove={onRemove}>
      <InputChoice place={place} input={limit.input} used={used} onChange={(input) => onChange({ ...limit, input })} />
      <div className="flex flex-col gap-1">
        <span className="text-s text-muted">Bad is</span>
        <Select
          name={`What is bad: ${what}`}
          className="h-8!"
          choices={[
            { value: 'above', label: 'high values' },
            { value: 'below', label: 'low values' },
          ]}
          value={limit.side}
          onChange={(side) => onChange({ ...limit, side: side === 'below' ? 'below' : 'above' })}
        >
          {limit.side === 'above' ? 'high values' : 'low values'}
        </Select>
      </div>
      {(['amber', 'red', 'baseline'] as const).map((name) => (
        <NumberField
          key={name}
          name={`limits-${place}-${name}`}
          label={name === 'amber' ? 'Amber from' : name === 'red' ? 'Red from' : 'Usual'}
          value={limit[name]}
          error={errors[`limits.${place}.${name}`]}
          onChange={(value) => onChange({ ...limit, [name]: value })}
        />
      ))}
    </Row>
  )
}

type PartProps = Shared & { part: PartForm; onChange: (next: PartForm) => void }

const partLabels = { weight: 'Weight', from: 'Nothing at', to: 'All at', baseline: 'Usual' } as const

/** One part of a sum: nothing at one value, all of its weight at another. */
export function PartRow({ part, place, used, errors, alone, onChange, onRemove }: PartProps) {
  return (
    <Row what={inputWords[part.input].name} alone={alone} onRemove={onRemove}>
      <InputChoice place={place} input={part.input} used={used} onChange={(input) => onChange({ ...part, input })} />
      {(['weight', 'from', 'to', 'baseline'] as const).map((name) => (
        <NumberField
          key={name}
          name={`parts-${place}-${name}`}
          label={partLabels[name]}
          value={part[name]}
          error={errors[`parts.${place}.${name}`]}
          onChange={(value) => onChange({ ...part, [name]: value })}
        />
      ))}
    </Row>
  )
}

type RowProps = { what: string; alone: boolean; onRemove: () => void; children: ReactNode }

function Row({ what, alone, onRemove, children }: RowProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of fields inside of a set of them
    <div role="group" aria-label={what} className="flex items-start gap-2 rounded-m border border-line px-2.5 py-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-start gap-2">{children}</div>
      <IconButton
        type="button"
        className="mt-5.5"
        name={`Take away: ${what}`}
        asleep={alone ? 'A rule looks at something' : null}
        onClick={onRemove}
      >
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  )
}

type ChoiceProps = { place: number; input: RuleInput; used: readonly RuleInput[]; onChange: (input: RuleInput) => void }

function InputChoice({ place, input, used, onChange }: ChoiceProps) {
  const { name, unit } = inputWords[input]
  return (
    <div className="flex flex-col gap-1">
      <span className="text-s text-muted">Input, in {unit}</span>
      <Select
        name={`Input ${place + 1}`}
        className="h-8! w-40 justify-between!"
        choices={ruleInputs
          .filter((each) => each === input || !used.includes(each))
          .map((each) => ({ value: each, label: inputWords[each].name }))}
        value={input}
        onChange={(value) => {
          const chosen = ruleInputs.find((each) => each === value)
          if (chosen !== undefined) onChange(chosen)
        }}
      >
        {name}
      </Select>
    </div>
  )
}

type NumberProps = {
  name: string
  label: string
  value: string
  error: string | undefined
  onChange: (value: string) => void
}

function NumberField({ name, label, value, error, onChange }: NumberProps) {
  return (
    <div className="w-22">
      <TextField
        name={name}
        label={label}
        inputMode="decimal"
        autoComplete="off"
        className="text-right font-mono"
        value={value}
        error={error}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </div>
  )
}
