import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Price } from '../../../../shared/domain/fleet-settings.ts'
import { Button } from '../../../components/button.tsx'
import { TextField } from '../../../components/field.tsx'
import { Refused } from '../../../components/refused.tsx'
import { notify } from '../../../state/toasts.ts'
import { formOf, judgePrice, type PriceForm, withPrice } from './price-form.ts'
import { usePutSettings } from './use-put-settings.ts'

type Props = {
  before: Price | null
  model: string
  prices: readonly Price[]
  asleep: string | null
  /** With the name of the row that it was about. */
  onClose: (model: string) => void
}

/** One price as it is written: saved by Enter or its button, left by Esc. */
export function PriceRow({ before, model, prices, asleep, onClose }: Props) {
  const [form, setForm] = useState<PriceForm>(before === null ? { model, input: '', output: '' } : formOf(before))
  const [tried, setTried] = useState(false)
  const row = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    const fields = row.current?.querySelectorAll('input')
    fields?.[model === '' ? 0 : 1]?.focus()
  }, [model])
  const judged = judgePrice(form, prices, before?.model ?? null)
  const errors = tried && judged.kind === 'faulty' ? judged.errors : {}
  const put = usePutSettings(() => {
    notify.done('The price is saved', form.model.trim())
    onClose(form.model.trim())
  })
  const save = () => {
    setTried(true)
    if (judged.kind === 'fine' && asleep === null && !put.isPending)
      put.mutate({ prices: withPrice(prices, judged.value, before?.model ?? null) })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      event.preventDefault()
      save()
    }
    if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      onClose(before?.model ?? '')
    }
  }
  const field = (name: keyof PriceForm, label: string, numeric: boolean) => (
    <TextField
      name={`price-${name}`}
      label={label}
      className={`font-mono ${numeric ? 'text-right' : ''}`}
      autoComplete="off"
      spellCheck={false}
      {...(numeric ? { inputMode: 'decimal' as const } : { maxLength: 120 })}
      value={form[name]}
      error={errors[name]}
      onChange={({ currentTarget: { value } }) => setForm((now) => ({ ...now, [name]: value }))}
    />
  )
  return (
    <tr ref={row} className="border-t border-line align-top" onKeyDown={onKeyDown}>
      <td className="py-2 pr-2">{field('model', 'Model, or the beginning of names with *', false)}</td>
      <td className="py-2 pl-2">{field('input', 'Input, $', true)}</td>
      <td className="py-2 pl-2">{field('output', 'Output, $', true)}</td>
      <td className="py-2 pl-2">
        <span className="mt-5 flex justify-end gap-1.5">
          <Button
            kind="primary"
            className="h-8!"
            asleep={asleep ?? (put.isPending ? 'Waiting for the server' : null)}
            onClick={save}
          >
            {put.isPending ? 'Asking…' : 'Save the price'}
          </Button>
          <Button className="h-8!" onClick={() => onClose(before?.model ?? '')}>
            Cancel
          </Button>
        </span>
        <Refused error={put.error} />
      </td>
    </tr>
  )
}
