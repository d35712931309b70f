import { count } from '../components/clock.ts'
import { useDrillDashboard, useDrillNews } from '../state/drills.ts'

/** How many notifications nobody has answered; red as soon as one is past its time. */
export function DrillsCount() {
  useDrillNews()
  const { data } = useDrillDashboard()
  if (data === undefined) return null
  const { outstanding_acknowledgement_count: outstanding, breached_count: late } = data
  if (outstanding === 0) return null
  const hot = late > 0 ? 'border-bad bg-bad-bg text-bad' : 'border-line-strong bg-raised text-muted'
  return (
    <span className={`ml-auto rounded-full border px-1.5 text-xs leading-[1.5] font-normal ${hot}`}>
      <span aria-hidden>{count(outstanding)}</span>
      <span className="sr-only">{`, ${count(outstanding)} outstanding${late > 0 ? `, ${count(late)} past their time` : ''}`}</span>
    </span>
  )
}
