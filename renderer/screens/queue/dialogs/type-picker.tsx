import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useId } from 'react'
import { type ActionType, actionTypes, tierOf, tiers } from '../../../../shared/domain/action-policy.ts'
import { TierMark } from '../marks.tsx'
import { tierWords } from './action-words.ts'

type Props = { value: ActionType; onChange: (type: ActionType) => void }

/** The nine types under their tiers: choosing what is done is choosing what it takes. */
export function TypePicker({ value, onChange }: Props) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <span id={id} className="text-s text-muted">
        Type
      </span>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => onChange(next as ActionType)}
        className="grid grid-cols-3 gap-px overflow-hidden rounded-m border border-line-strong bg-line"
      >
        {tiers.map((tier) => (
          <div key={tier} className="flex flex-col bg-bg">
            <span className="flex items-center gap-1.5 px-3 pt-2 pb-1 text-xs text-faint">
              <TierMark tier={tier} /> {tierWords[tier]}
            </span>
            {actionTypes
              .filter((type) => tierOf[type] === tier)
              .map((type) => (
                // biome-ignore lint/a11y/noLabelWithoutControl: Radio.Root renders the control
                <label
                  key={type}
                  className="flex cursor-pointer items-center gap-2.5 px-3 py-1.5 font-mono text-s has-data-checked:bg-accent-bg"
                >
                  <Radio.Root
                    value={type}
                    className="grid size-4 shrink-0 place-items-center rounded-full border border-line-strong data-checked:border-accent"
                  >
                    <Radio.Indicator className="size-2 rounded-full bg-accent" />
                  </Radio.Root>
                  {type}
                </label>
              ))}
          </div>
        ))}
      </RadioGroup>
    </div>
  )
}
