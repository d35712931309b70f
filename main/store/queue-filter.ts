import { type Status, statuses } from '../../shared/domain/action.ts'
import { type ActionType, actionTypes, type Mode, modes, type Tier, tierOf } from '../../shared/domain/action-policy.ts'
import { searchWords } from '../../shared/domain/search-words.ts'

export type QueueFilter = {
  status?: readonly Status[] | undefined
  tier?: readonly Tier[] | undefined
  type?: readonly ActionType[] | undefined
  mode?: readonly Mode[] | undefined
  q?: string | undefined
  /** Waiting for approval, within its time, and meant to run. */
  pending?: boolean | undefined
  /** Pending, and this person may be the one who approves it. */
  needs?: string | undefined
  executed_since?: string | undefined
  rejected_since?: string | undefined
  review_open?: boolean | undefined
  /** Proposals are numbered: none beyond this one, only those beyond this one. */
  until?: number | undefined
  since?: number | undefined
}

/** Which kinds of rows a filter leaves; undefined where it leaves all. */
export type Kinds = {
  status: readonly Status[] | undefined
  type: readonly ActionType[] | undefined
  mode: readonly Mode[] | undefined
}

export type Wanted = { filter: QueueFilter; kinds: Kinds; words: readonly string[] }

/** What a filter asks for, each thing once; undefined where nothing can be all of it. */
export function wantedBy(filter: QueueFilter): Wanted | undefined {
  const { tier, pending, needs, executed_since, rejected_since, q = '' } = filter
  const waits = pending || needs !== undefined
  const kinds = {
    status: both(statuses, filter.status, waits ? ['proposed'] : undefined),
    // The tier follows from the type.
    type: both(actionTypes, filter.type, tier && actionTypes.filter((type) => tier.includes(tierOf[type]))),
    mode: both(modes, filter.mode, waits ? modes.filter((mode) => mode !== 'dry_run') : undefined),
  }
  const words = searchWords(q)
  const became = [executed_since && 'executed', rejected_since && 'rejected'] as const
  const impossible =
    Object.values(kinds).some((values) => values?.length === 0) ||
    (executed_since !== undefined && rejected_since !== undefined) ||
    became.some((status) => status && kinds.status?.includes(status) === false)
  // A question of nothing but punctuation is one that nothing answers.
  return impossible || (words.length === 0 && q.trim() !== '') ? undefined : { filter, kinds, words }
}

/** The values that every given list has; undefined where that is all of them. */
function both<T extends string>(
  all: readonly T[],
  ...lists: (readonly NoInfer<T>[] | '' | undefined)[]
): readonly T[] | undefined {
  const given = lists.filter((list) => list !== undefined && list !== '').filter((list) => list.length > 0)
  const left = all.filter((value) => given.every((list) => list.includes(value)))
  return left.length === all.length ? undefined : left
}
