import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { buttonLook } from './button.tsx'

export type Choice = {
  value: string
  /** What is read out, and typed to find it. */
  label: string
  /** How it looks, where that is more than its label. */
  look?: ReactNode
}

type Shared = {
  /** What is chosen here, for those who cannot see it. */
  name: string
  choices: readonly Choice[]
  /** What the closed control shows. */
  children: ReactNode
  className?: string
}
type One = Shared & { value: string | null; onChange: (value: string) => void }
type Several = Shared & { value: readonly string[]; onChange: (value: string[]) => void }

/** One of a list. */
export function Select({ value, onChange, ...shared }: One) {
  return (
    <Base.Root items={shared.choices} value={value} onValueChange={(next) => next !== null && onChange(next)}>
      <Parts {...shared} />
    </Base.Root>
  )
}

/** Any of a list; it stays open while one chooses. */
export function SelectSeveral({ value, onChange, ...shared }: Several) {
  return (
    <Base.Root multiple items={shared.choices} value={value} onValueChange={onChange}>
      <Parts {...shared} />
    </Base.Root>
  )
}

function Parts({ name, choices, children, className = '' }: Shared) {
  // Beside the control and not at the page's end, so that it belongs to the same region of the page.
  const [place, setPlace] = useState<HTMLElement | null>(null)
  return (
    <span ref={setPlace} className="inline-flex shrink-0">
      <Base.Trigger aria-label={name} onKeyDown={leave} className={`${buttonLook('plain')} font-normal! ${className}`}>
        {children}
        <Base.Icon>
          <ChevronDown size={13} aria-hidden className="text-faint" />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal container={place}>
        <Base.Positioner alignItemWithTrigger={false} positionMethod="fixed" sideOffset={4} className="z-50">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) max-w-96 overflow-y-auto rounded-m border border-line-strong bg-raised py-1 shadow-pop outline-none">
            <Base.List>
              {choices.map(({ value, label, look }) => (
                <Base.Item
                  key={value}
                  value={value}
                  label={label}
                  className="grid cursor-pointer grid-cols-[14px_1fr] items-center gap-2 px-3 py-1.5 outline-none data-highlighted:bg-hover"
                >
                  <Base.ItemIndicator>
                    <Check size={14} aria-hidden className="text-accent" />
                  </Base.ItemIndicator>
                  <Base.ItemText className="col-start-2 min-w-0">{look ?? label}</Base.ItemText>
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </span>
  )
}

/** Esc leaves the control first; what is open around it is closed by the next one. */
function leave(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  event.preventDefault()
  event.currentTarget.blur()
}
