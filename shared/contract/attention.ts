import type { Row, Waiting } from '../domain/attention.ts'
import type { DeployRow } from '../domain/attention-deploys.ts'
import type { DrillRow, DrillsWaiting } from '../domain/attention-drills.ts'

/** What to ask the list of actions for, to know whom to call. */
export const attentionQueries = {
  approvals: { needs_me: 'true', total: 'true', limit: 50 },
  pending: { pending: 'true', sort: 'expires_at', limit: 100 },
  reviews: { review_open: 'true', total: 'true', limit: 50 },
} as const

/** And of drills: those that are late first. */
export const drillQuery = { state: 'outstanding', sort: 'urgency', limit: 100 } as const

/** And of deploys: those that go on. What stands at a surface, the surfaces say. */
export const deployQuery = { in_flight: 'true', limit: 50 } as const

type ListedDeploy = Omit<DeployRow, 'why' | 'app'> & {
  state: string
  target_app: string
  commands: readonly { name: string; enabled: boolean }[]
}
type ListedSurface = {
  id: string
  environment: DeployRow['environment']
  app: string
  in_flight: readonly unknown[]
  /** Newest first. */
  last_deploys: readonly { id: string; kind: DeployRow['kind']; outcome: string | null }[]
  alert: { deploy_id: string } | null
}

export function deploysWaitingOf(
  deploys: { items: readonly ListedDeploy[] },
  surfaces: { items: readonly ListedSurface[] },
): DeployRow[] {
  const approvals = deploys.items
    .filter(({ state, commands }) => state === 'approval_pending' && mayGive('approve')({ commands }))
    .map(({ id, kind, surface, environment, target_app }): DeployRow => {
      return { why: 'deploy_approval', id, kind, surface, environment, app: target_app }
    })
  return [...approvals, ...surfaces.items.flatMap(standingAt)]
}

/** What nobody has seen to yet. While something goes out there, somebody is at it. */
function standingAt({ id: surface, environment, app, in_flight, last_deploys, alert }: ListedSurface): DeployRow[] {
  if (in_flight.length > 0) return []
  const at = { surface, environment, app }
  if (alert) return [{ why: 'deploy_alert', id: alert.deploy_id, kind: 'deploy', ...at }]
  const last = last_deploys.find(({ outcome }) => outcome !== null)
  if (last?.outcome === 'health_check_failed') return [{ why: 'deploy_unwell', id: last.id, kind: last.kind, ...at }]
  return last?.outcome === 'unknown' ? [{ why: 'deploy_unfinished', id: last.id, kind: last.kind, ...at }] : []
}

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
  return ({ commands }: { commands: readonly { name: string; enabled: boolean }[] }): boolean =>
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
