import { Menu } from '@base-ui/react/menu'
import { Check, ChevronDown } from 'lucide-react'
import { type ReactNode, useRef } from 'react'

export const chipLook =
  'inline-flex h-7 shrink-0 items-center gap-1 rounded-m border border-line px-2.5 text-s whitespace-nowrap text-muted hover:border-line-strong hover:text-ink data-popup-open:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-bg aria-pressed:text-ink data-set:border-accent data-set:bg-accent-bg data-set:text-ink'

export type Choices<V extends string | number> = {
  name: string
  options: readonly V[]
  chosen: readonly V[]
  label: (value: V) => ReactNode
  /** On the chip, where there is no room for the label. */
  short?: (value: V) => string
  /** What choosing none means, where that is not any. */
  none?: string
  onChange: (chosen: readonly V[]) => void
}

/** Any of a few values: none chosen means any. The menu stays open, because one seldom chooses one. */
export function FilterMenu<V extends string | number>({ choices }: { choices: Choices<V> }) {
  const { name, chosen, short = String, none = 'any' } = choices
  const says =
    chosen.length === 0 ? none : chosen.length > 2 ? `${chosen.length} of them` : chosen.map(short).join(', ')
  return (
    <FilterPopup name={name} says={says} isSet={chosen.length > 0}>
      <ChoiceItems choices={choices} />
    </FilterPopup>
  )
}

type Popup = { name: string; says?: string; isSet: boolean; children: ReactNode }

export function FilterPopup({ name, says, isSet, children }: Popup) {
  // Opens inside the page's landmarks.
  const place = useRef<HTMLDivElement>(null)
  return (
    <div ref={place} className="contents">
      <Menu.Root>
        <Menu.Trigger className={chipLook} {...(isSet ? { 'data-set': '' } : {})}>
          <span className="truncate">
            {name}
            {says !== undefined && `: ${says}`}
          </span>
          <ChevronDown size={12} aria-hidden className="shrink-0 text-faint" />
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="start" sideOffset={4} className="z-30">
            <Menu.Popup className="max-h-(--available-height) min-w-44 overflow-y-auto rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none">
              {children}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </div>
  )
}

export function ChoiceItems<V extends string | number>({ choices }: { choices: Choices<V> }) {
  const { name, options, chosen, label, none = 'Any', onChange } = choices
  return (
    <Menu.Group>
      <Menu.GroupLabel className="px-3 py-1 text-xs text-faint">{name}</Menu.GroupLabel>
      {options.map((value) => (
        <Menu.CheckboxItem
          key={value}
          checked={chosen.includes(value)}
          onCheckedChange={(on) => onChange(options.filter((each) => (each === value ? on : chosen.includes(each))))}
          className="grid grid-cols-[16px_1fr] items-center gap-x-2 px-3 py-1.5 outline-none data-highlighted:bg-hover"
        >
          <Menu.CheckboxItemIndicator>
            <Check size={14} aria-hidden className="text-accent" />
          </Menu.CheckboxItemIndicator>
          <span className="col-start-2">{label(value)}</span>
        </Menu.CheckboxItem>
      ))}
      <Menu.Item
        closeOnClick={false}
        disabled={chosen.length === 0}
        onClick={() => onChange([])}
        className="px-3 py-1.5 pl-9 text-muted outline-none data-disabled:opacity-55 data-highlighted:bg-hover"
      >
        {none}
      </Menu.Item>
    </Menu.Group>
  )
}
