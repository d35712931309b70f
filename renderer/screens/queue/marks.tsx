import type { Status } from '../../../shared/domain/action.ts'
import type { Tier } from '../../../shared/domain/action-policy.ts'

/** What a table draws by itself looks the same. */
export const tierShapes: Record<Tier, string> = {
  1: 'rounded-full bg-(--tier-1)',
  2: 'rotate-45 scale-[.82] bg-(--tier-2)',
  3: 'bg-(--tier-3) [clip-path:polygon(50%_0,100%_100%,0_100%)]',
}

/** A shape and a number: no tier is known by its colour alone. */
export function TierMark({ tier, words = false }: { tier: Tier; words?: boolean }) {
  return (
    <span className="inline-flex items-center gap-1.5 font-semibold">
      <i aria-hidden className={`inline-block size-[11px] shrink-0 ${tierShapes[tier]}`} />
      {words && 'Tier '}
      {tier}
    </span>
  )
}

export const statusDots: Record<Status, string> = {
  proposed: 'rounded-full border-accent',
  approved: 'rounded-full border-ok',
  executed: 'rounded-full border-ok bg-ok',
  rejected: 'rounded-[1px] border-faint',
  expired: 'rounded-full border-dotted border-warn',
}

export const statusNames: Record<Status, string> = {
  proposed: 'Proposed',
  approved: 'Approved',
  executed: 'Executed',
  rejected: 'Rejected',
  expired: 'Expired',
}

/** A mark and a word. */
export function StatusMark({ status }: { status: Status }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5">
      <i aria-hidden className={`inline-block size-2 shrink-0 border-2 ${statusDots[status]}`} />
      {statusNames[status]}
    </span>
  )
}
