/** What of an action has to be known to call somebody to it. */
export type Row = {
  id: string
  type: string
  tier: number
  target_ref: string
  proposed_at: string
  expires_at: string
}

/** What this person could be called to, as the server lists it for them. */
export type Waiting = {
  /** Proposals that wait for this person's approval: the newest of them, and how many there are in all. */
  approvals: readonly Row[]
  needsMe: number
  /** Pending proposals that this person may decide or take back: those that run out first. */
  pending: readonly Row[]
  /** Broken glass that this person may review, and how many reviews are open in all. */
  reviews: readonly Row[]
  reviewsOpen: number
}

/** Why somebody is called. */
export type Why = 'approval' | 'expiring' | 'review'
export type News =
  | { why: Why; row: Row; needsMe: boolean }
  /** More at once than anybody reads one by one. */
  | { why: Why; count: number; standing: boolean }

/** What was said already, and until when that has to be remembered. */
export type Told = {
  said: ReadonlyMap<string, number>
  /** Of a list that was cut off, what came before this was part of a sum. */
  horizon: string
}

export type Attention = {
  news: News[]
  told: Told
  /** When time alone changes something, or null. */
  next: number | null
}

/** A proposal is announced this long before its time is over. */
export const lastCall = 2 * 60_000
const oneByOne = 3
const aDay = 24 * 60 * 60_000

/**
 * What to say now: each thing once, whatever is listed how often. What was waiting already when somebody opened the
 * console (`told` is null) they see there; they are told its sum. What runs out is urgent, and always said by itself.
 */
export function attend(waiting: Waiting, told: Told | null, now: number): Attention {
  const { said: before, horizon } = told ?? { said: new Map<string, number>(), horizon: '' }
  const isNews = (why: Why, { id }: Row) => !before.has(keyOf(why, id))
  const mine = new Set(waiting.approvals.map(({ id }) => id))

  const expiring = waiting.pending.filter((row) => isRunningOut(row, now) && isNews('expiring', row))
  const urgent = new Set(expiring.map(({ id }) => id))
  const approvals = waiting.approvals.filter(
    (row) => !urgent.has(row.id) && row.proposed_at > horizon && isNews('approval', row),
  )
  const reviews = waiting.reviews.filter((row) => isNews('review', row))

  const said = new Map([...before].filter(([, until]) => until > now))
  const remember = (why: Why, rows: readonly Row[], until: (row: Row) => number) => {
    for (const row of rows) said.set(keyOf(why, row.id), until(row))
  }
  const onceOver = ({ expires_at }: Row) => Date.parse(expires_at) + aDay
  remember('expiring', expiring, onceOver)
  remember('approval', waiting.approvals, onceOver)
  remember('review', reviews, () => Number.POSITIVE_INFINITY)

  // Where everything that is listed is news, the whole is what there is to say.
  const opening = told === null
  const whole = (why: Why, news: readonly Row[], all: readonly Row[], total: number) =>
    summed(news, opening ? 1 : oneByOne, one(why, mine), (count): News => {
      const standing = opening || news.length === all.length
      return { why, count: standing ? total : count, standing }
    })
  const news: News[] = [
    ...summed(expiring, oneByOne, one('expiring', mine), (count): News => ({ why: 'expiring', count, standing: true })),
    ...whole('approval', approvals, waiting.approvals, waiting.needsMe),
    ...whole('review', reviews, waiting.reviews, waiting.reviewsOpen),
  ]
  return { news, told: { said, horizon: horizonOf(waiting, horizon) }, next: nextTurn(waiting.pending, now) }
}

/** Few are said one by one, many as their number. */
export function summed<T, N>(rows: readonly T[], few: number, one: (row: T) => N, many: (count: number) => N): N[] {
  return rows.length > few ? [many(rows.length)] : rows.map(one)
}

/** Whether an entry of the ledger may change who is called to what. A comment or a notice changes nothing of it. */
export const changesWaiting = ({ action }: { action: string }): boolean =>
  action.startsWith('action.proposal.') || action === 'action.review.closed' || action === 'workspace.policy.changed'

const one =
  (why: Why, mine: ReadonlySet<string>) =>
  (row: Row): News => ({ why, row, needsMe: mine.has(row.id) })

const keyOf = (why: Why, id: string): string => `${why} ${id}`

const isRunningOut = ({ expires_at }: Row, now: number): boolean => Date.parse(expires_at) - now <= lastCall

/** The list is the newest of what waits: what is older than all of it must not pass for new when it moves up. */
function horizonOf({ approvals, needsMe }: Waiting, before: string): string {
  if (needsMe <= approvals.length) return before
  const [oldest = before] = approvals.map(({ proposed_at }) => proposed_at).sort()
  return oldest > before ? oldest : before
}

function nextTurn(pending: readonly Row[], now: number): number | null {
  const turns = pending
    .map(({ expires_at }) => Date.parse(expires_at))
    .map((end) => (end - lastCall > now ? end - lastCall : end))
    .filter((turn) => turn > now)
  return turns.length === 0 ? null : Math.min(...turns)
}
