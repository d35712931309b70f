import { count } from '../components/clock.ts'
import { useQueueSummary } from '../state/queue-summary.ts'

/** How many wait for this person's approval. Red for as long as somebody broke glass and nobody has looked at it since. */
export function QueueCount() {
  const summary = useQueueSummary()
  if (summary === undefined) return null
  const { needs_me: mine, reviews_open: reviews } = summary
  if (mine === 0 && reviews === 0) return null
  const hot = reviews > 0 ? 'border-bad bg-bad-bg text-bad' : 'border-line-strong bg-raised text-muted'
  const reviewWords = reviews > 0 ? `${reviewsOpen(reviews)}, ` : ''
  return (
    <span className={`ml-auto rounded-full border px-1.5 text-xs leading-[1.5] font-normal ${hot}`}>
      <span aria-hidden>{count(mine)}</span>
      {reviews > 0 && <span aria-hidden>{` · ${count(reviews)}!`}</span>}
      <span className="sr-only">{`, ${reviewWords}${count(mine)} ${mine === 1 ? 'needs' : 'need'} you`}</span>
    </span>
  )
}

export const reviewsOpen = (reviews: number): string => `${count(reviews)} ${reviews === 1 ? 'review' : 'reviews'} open`
