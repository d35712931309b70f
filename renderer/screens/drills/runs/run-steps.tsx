import { Checkbox } from '@base-ui/react/checkbox'
import { useMutation } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { Time } from '../../../components/time.tsx'
import { type DrillRun, drillsApi } from '../../../drills-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { notify } from '../../../state/toasts.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { learnRun, refusedBecause } from './use-runs.ts'

/** The runbook, ticked off by whom and when. Nothing shows as ticked before the server said so. */
export function RunSteps({ run }: { run: DrillRun }) {
  const offline = useAsleep('Steps')
  const tick = useMutation({
    mutationFn: (body: { step: number; ticked: boolean }) => drillsApi.tickStep(run.run_id, body),
    onSuccess: learnRun,
    onError: (error, { ticked }) => notify.failed(ticked ? 'The step was not ticked' : 'The tick stands', error),
  })
  const asleep = offline ?? refusedBecause(run, 'tick')
  if (run.steps.length === 0)
    return <p className="text-muted">The runbook of this schedule has no steps to tick off.</p>
  return (
    <>
      <ol className="flex flex-col gap-px overflow-hidden rounded-m border border-line-strong bg-line" onKeyDown={move}>
        {run.steps.map(({ text, ticked_at, ticked_by }, step) => {
          const waits = tick.isPending && tick.variables.step === step
          return (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: two steps may read the same, and none ever moves
              key={`${step} ${text}`}
              className="bg-bg"
            >
              {/* biome-ignore lint/a11y/noLabelWithoutControl: Checkbox.Root renders the control */}
              <label className="flex cursor-pointer items-start gap-3 px-3 py-2 hover:bg-hover has-data-disabled:cursor-default">
                <Checkbox.Root
                  checked={ticked_at !== null}
                  disabled={asleep !== null}
                  aria-busy={waits}
                  onCheckedChange={(ticked) => !tick.isPending && tick.mutate({ step, ticked })}
                  className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-s border border-line-strong data-checked:border-accent data-checked:bg-accent"
                >
                  <Checkbox.Indicator>
                    <Check size={12} aria-hidden className="text-on-accent" />
                  </Checkbox.Indicator>
                </Checkbox.Root>
                <span className="min-w-0">
                  <span className="break-words">{text}</span>
                  {ticked_at !== null && (
                    <span className="flex flex-wrap items-center gap-x-2 text-s text-muted">
                      <ActorName actor={ticked_by ?? undefined} /> <Time at={ticked_at} show="clock" />
                    </span>
                  )}
                  {waits && <span className="block text-s text-muted">Asking the server…</span>}
                </span>
              </label>
            </li>
          )
        })}
      </ol>
      {offline !== null && <p className="mt-1.5 text-s text-muted">{offline}</p>}
    </>
  )
}

/** The next step is an arrow away; Space ticks it. */
function move(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (by === 0) return
  const boxes = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="checkbox"]')]
  const at = boxes.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  event.preventDefault()
  boxes[Math.min(Math.max(at + by, 0), boxes.length - 1)]?.focus()
}
