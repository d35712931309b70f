import { Plus, X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Button, IconButton } from '../../../components/button.tsx'

type Props<R> = {
  legend: string
  says: ReactNode
  /** What one row is called: "owner". */
  one: string
  rows: readonly R[]
  add: () => R
  onChange: (rows: R[]) => void
  children: (row: R, at: number, change: (patch: Partial<R>) => void) => ReactNode
}

/** A list of rows that grows and shrinks. Whoever adds one writes into it at once; whoever removes one is not lost. */
export function FormRows<R extends object>({ legend, says, one, rows, add, onChange, children }: Props<R>) {
  const box = useRef<HTMLFieldSetElement>(null)
  const focus = (find: (box: HTMLElement) => HTMLElement | null | undefined) =>
    requestAnimationFrame(() => box.current && find(box.current)?.focus())
  const addRow = () => {
    onChange([...rows, add()])
    focus((all) => [...all.querySelectorAll<HTMLElement>('li')].at(-1)?.querySelector('input'))
  }
  const remove = (at: number) => {
    onChange(rows.filter((_, index) => index !== at))
    focus((all) => all.querySelector<HTMLElement>('[data-add]'))
  }
  return (
    <fieldset ref={box} className="flex min-w-0 flex-col gap-2">
      <legend className="font-semibold">{legend}</legend>
      <p className="text-s text-muted">{says}</p>
      {rows.length > 0 && (
        <ul className="flex flex-col gap-2">
          {rows.map((row, at) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place
              key={at}
              className="flex items-start gap-1 rounded-m border border-line bg-surface py-2.5 pr-1 pl-3"
            >
              <div className="grid min-w-0 flex-1 grid-cols-2 gap-x-3 gap-y-2">
                {children(row, at, (patch) =>
                  onChange(rows.map((each, index) => (index === at ? { ...each, ...patch } : each))),
                )}
              </div>
              <IconButton type="button" name={`Remove ${one} ${at + 1}`} onClick={() => remove(at)}>
                <X size={14} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <Button type="button" data-add className="self-start" onClick={addRow}>
        <Plus size={14} aria-hidden />
        Add {/^[aeiou]/.test(one) ? 'an' : 'a'} {one}
      </Button>
    </fieldset>
  )
}
