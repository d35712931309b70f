import type { Row, Waiting } from '../domain/attention.ts'
import type { DrillRow, DrillsWaiting } from '../domain/attention-drills.ts'

/** What to ask the list of actions for, to know whom to call. */
export const attentionQueries = {
  approvals: { needs_me: 'true', total: 'true', limit: 50 },
  pending: { pending: 'true', sort: 'expires_at', limit: 100 },
  reviews: { review_open: 'true', total: 'true', limit: 50 },
} as const

/** And of drills: those that are late first. */
export const drillQuery = { state: 'outstanding', sort: 'urgency', limit: 100 } as const

type ListedRoute = DrillRow & { commands: readonly { name: string; enabled: boolean }[] }
type ListedConnector = { name: string; kind: string; enabled: boolean }

export function drillsWaitingOf(
  { items, total }: { items: readonly ListedRoute[]; total: number },
  connectors: { items: readonly ListedConnector[] },
): DrillsWaiting {
  const answerable = items.filter(mayGive('acknowledge'))
  const desktops = connectors.items.filter(({ kind, enabled }) => enabled && kind === 'desktop')
  return { routes: answerable, isCut: total > items.length, desktops: new Set(desktops.map(({ name }) => name)) }
}

type Listed = Row & { commands: readonly { name: string; enabled: boolean }[] }
type Page = { items: readonly Listed[]; total?: number | undefined }

/** What somebody may do is the server's word, row by row. */
const mayGive = (...names: string[]) => {
  return ({ commands }: Pick<Listed, 'commands'>): boolean =>
    commands.some(({ name, enabled }) => enabled && names.includes(name))
}

export function waitingOf({ approvals, pending, reviews }: Record<keyof typeof attentionQueries, Page>): Waiting {
  return {
    approvals: approvals.items,
    needsMe: approvals.total ?? approvals.items.length,
    pending: pending.items.filter(mayGive('approve', 'reject')),
    reviews: reviews.items.filter(mayGive('close_review')),
    reviewsOpen: reviews.total ?? reviews.items.length,
  }
}
