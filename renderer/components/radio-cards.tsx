import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useId } from 'react'

type Props<V extends string> = {
  legend: string
  /** The heading above says it already; those who cannot see it are told. */
  quietLegend?: boolean
  options: readonly (readonly [value: V, title: string, says: string])[]
  value: V
  onChange: (value: V) => void
}

/** One of a few, each with what it means. */
export function RadioCards<V extends string>({ legend, quietLegend = false, options, value, onChange }: Props<V>) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1">
      <span id={id} className={quietLegend ? 'sr-only' : 'text-s text-muted'}>
        {legend}
      </span>
      <RadioGroup
        aria-labelledby={id}
        value={value}
        onValueChange={(next) => onChange(next as V)}
        className="flex flex-col gap-px overflow-hidden rounded-m border border-line-strong bg-line"
      >
        {options.map(([each, title, says]) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: Radio.Root renders the control
          <label
            key={each}
            className="flex cursor-pointer items-center gap-3 bg-bg px-3 py-2 has-data-checked:bg-accent-bg"
          >
            <Radio.Root
              value={each}
              className="grid size-4 shrink-0 place-items-center rounded-full border border-line-strong data-checked:border-accent"
            >
              <Radio.Indicator className="size-2 rounded-full bg-accent" />
            </Radio.Root>
            <span>
              {title} <span className="ml-1 text-s text-muted">{says}</span>
            </span>
          </label>
        ))}
      </RadioGroup>
    </div>
  )
}
