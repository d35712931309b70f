import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { type Price, priceOf } from '../../../../shared/domain/fleet-settings.ts'
import { Button } from '../../../components/button.tsx'
import { ConfirmDialog } from '../../../components/dialog.tsx'
import { Mark } from '../../../components/mark.tsx'
import { usd } from '../../../components/quantity.ts'
import { Refused } from '../../../components/refused.tsx'
import { Section } from '../../../components/section.tsx'
import { Time } from '../../../components/time.tsx'
import type { FleetSettingsView } from '../../../fleet-api.ts'
import { notify } from '../../../state/toasts.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { useMayManage } from '../may-manage.ts'
import { withoutPrice } from './price-form.ts'
import { PriceRow } from './price-row.tsx'
import { usePutSettings } from './use-put-settings.ts'

type Writing = { before: Price | null; model: string }

/** What a million tokens of each model cost. */
export function Prices({ settings }: { settings: FleetSettingsView }) {
  const { asleep } = useMayManage('Prices')
  const [writing, setWriting] = useState<Writing | null>(null)
  const [removing, setRemoving] = useState<Price | null>(null)
  const [left, setLeft] = useState<string | null>(null)
  const place = useRef<HTMLTableSectionElement>(null)
  const add = useRef<HTMLButtonElement>(null)
  const { prices } = settings
  // What has been given a price since then is not asked for again.
  const unpriced = settings.unpriced.filter((model) => priceOf(prices, model) === undefined)
  // The focus goes back to the row that was edited, once it is there; or to where a new one is begun.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row comes with the list that it is in
  useEffect(() => {
    if (left === null) return
    const rows = [...(place.current?.querySelectorAll<HTMLElement>('[data-edit]') ?? [])]
    const edit = left === '' ? add.current : rows.find((each) => each.dataset.edit === left)
    if (edit === null || edit === undefined) return
    edit.focus()
    setLeft(null)
  }, [left, prices])
  const write = (next: Writing) => setWriting(next)
  const close = (model: string) => {
    setWriting(null)
    setLeft(model)
  }
  return (
    <Section
      title="Prices of models"
      says="In US dollars for a million tokens. A name that ends in * stands for all that begin so; the longest that fits counts. A new price counts for what comes in from now on."
    >
      <p className="mb-2 flex flex-wrap items-center gap-x-2 text-s text-muted">
        {settings.by === null || settings.since === null ? (
          'As usual: nobody has changed the fleet’s settings. These are the providers’ public prices, there to be edited.'
        ) : (
          <>
            Fleet settings last changed by <ActorName actor={settings.by} /> <Time at={settings.since} show="both" />
          </>
        )}
      </p>
      {unpriced.length > 0 && (
        <div className="mb-3 max-w-170 rounded-m border border-warn bg-warn-bg px-3 py-2">
          <Mark means="warn">Used within the last day, and without a price: its cost is not counted</Mark>
          <ul aria-label="Models without a price" className="mt-1.5 flex flex-wrap gap-2">
            {unpriced.map((model) => (
              <li key={model}>
                <Button asleep={asleep} onClick={() => write({ before: null, model })}>
                  <Plus size={13} aria-hidden />
                  Price of {model}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <table aria-label="Prices" className="w-full max-w-170 border-collapse text-s">
        <thead>
          <tr className="text-xs text-faint">
            <th scope="col" className="py-1 text-left font-semibold">
              Model
            </th>
            <th scope="col" className="w-32 py-1 text-right font-semibold">
              Input
            </th>
            <th scope="col" className="w-32 py-1 text-right font-semibold">
              Output
            </th>
            <th scope="col" className="w-44 py-1 text-right font-semibold">
              <span className="sr-only">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody ref={place}>
          {prices.map((price) =>
            writing?.before?.model === price.model ? (
              <PriceRow key={price.model} {...writing} prices={prices} asleep={asleep} onClose={close} />
            ) : (
              <tr key={price.model} className="border-t border-line">
                <th scope="row" className="py-1 text-left font-mono font-normal break-all">
                  {price.model}
                </th>
                <td className="py-1 text-right font-mono">{usd(price.input_usd_per_mtok)}</td>
                <td className="py-1 text-right font-mono">{usd(price.output_usd_per_mtok)}</td>
                <td className="py-1">
                  <span className="flex justify-end gap-1.5">
                    <Button
                      data-edit={price.model}
                      asleep={asleep}
                      onClick={() => write({ before: price, model: price.model })}
                      aria-label={`Edit the price of ${price.model}`}
                    >
                      Edit
                    </Button>
                    <Button
                      asleep={asleep}
                      onClick={() => setRemoving(price)}
                      aria-label={`Remove the price of ${price.model}`}
                    >
                      Remove…
                    </Button>
                  </span>
                </td>
              </tr>
            ),
          )}
          {writing !== null && writing.before === null && (
            <PriceRow key={writing.model} {...writing} prices={prices} asleep={asleep} onClose={close} />
          )}
        </tbody>
      </table>
      {prices.length === 0 && writing === null && (
        <p className="mt-2 text-muted">No model has a price, so nothing that agents do has a cost.</p>
      )}
      {writing === null && (
        <Button className="mt-3" ref={add} asleep={asleep} onClick={() => write({ before: null, model: '' })}>
          <Plus size={14} aria-hidden />
          Add a price
        </Button>
      )}
      {removing !== null && (
        <Remove
          price={removing}
          prices={prices}
          onClose={() => {
            setRemoving(null)
            setLeft('')
          }}
        />
      )}
    </Section>
  )
}

type RemoveProps = { price: Price; prices: readonly Price[]; onClose: () => void }

function Remove({ price, prices, onClose }: RemoveProps) {
  const rest = withoutPrice(prices, price.model)
  const next = priceOf(rest, price.model.replace(/\*$/, ''))
  const put = usePutSettings(() => {
    notify.done('The price is removed', price.model)
    onClose()
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove the price of ${price.model}?`}
      does={`Remove the price of ${price.model}`}
      busy={put.isPending}
      onConfirm={() => put.mutate({ prices: rest })}
    >
      <p>
        {next === undefined
          ? 'What its calls cost is not known from then on, and is left out of all sums.'
          : `From then on ${next.model} counts for it.`}{' '}
        What was counted stays as it is.
      </p>
      <Refused error={put.error} />
    </ConfirmDialog>
  )
}
