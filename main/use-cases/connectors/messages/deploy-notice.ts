import type { DeployKind, Outcome } from '../../../../shared/domain/gate.ts'
import type { SurfaceEnvironment } from '../../../../shared/domain/surface.ts'

/** What of a deploy somebody is called for. */
export const deployNews = [
  'approval_needed',
  'success',
  'blocked',
  'deploy_failed',
  'rejected',
  'health_check_failed',
  'unknown',
  'watch_alert',
] as const
export type DeployNews = (typeof deployNews)[number]

/** What a provider is told of a deploy, in no provider's own form: no address of anybody's, and nothing secret. */
export type DeployNotice = {
  /** The same however often it is sent, so that a receiver can drop what it has. */
  id: string
  at: string
  provider: string
  deploy_id: string
  news: DeployNews
  kind: DeployKind
  environment: SurfaceEnvironment
  surface: string
  surface_name: string
  target_app: string
  from_sha: string | null
  to_sha: string | null
  /** By name. */
  who: string
  outcome: Outcome | null
  detail: string | null
  /** What somebody types to go back; null where nothing went out that could be gone back from. */
  rollback_command: string | null
  run_url: string | null
}

/** In one line, which says first where it happens. */
export function deployHeadline({ environment, news, kind, surface }: DeployNotice): string {
  return `${environment.toUpperCase()}: ${sentenceOf(news, kind, surface)}`
}

function sentenceOf(news: DeployNews, kind: DeployKind, surface: string): string {
  const what = kind === 'rollback' ? 'rollback' : 'deploy'
  switch (news) {
    case 'approval_needed':
      return `the ${what} of ${surface} needs an approval`
    case 'success':
      return kind === 'rollback' ? `${surface} was rolled back` : `${surface} was deployed`
    case 'blocked':
      return `the ${what} of ${surface} was blocked by its smoke gate`
    case 'deploy_failed':
      return `the ${what} of ${surface} failed`
    case 'rejected':
      return `the ${what} of ${surface} was rejected`
    case 'health_check_failed':
      return `${surface} is not well after its ${what}`
    case 'unknown':
      return `what became of the ${what} of ${surface} is not known`
    case 'watch_alert':
      return `${surface} is not well any more`
    default:
      return news satisfies never
  }
}

/** What everybody is told, in this order, whatever form it takes. */
export function deployFacts(notice: DeployNotice): [name: string, value: string][] {
  const { environment, surface, surface_name, target_app, from_sha, to_sha, who, news, outcome } = notice
  return [
    ['Environment', environment.toUpperCase()],
    ['Surface', `${surface_name} (${surface}, ${target_app})`],
    ['Commits', `${short(from_sha)} → ${short(to_sha)}`],
    ['By', who],
    ['Outcome', news === 'watch_alert' ? 'health breach' : (outcome ?? 'waits for an approval').replaceAll('_', ' ')],
  ]
}

const short = (sha: string | null): string => sha?.slice(0, 12) ?? 'nothing known'

export const deployLink = ({ deploy_id }: DeployNotice): string =>
  `countersign://deploys/${encodeURIComponent(deploy_id)}`

/** Of those that are no bad news, nobody has to be woken. */
export const deploySeverity = ({ news }: DeployNotice): 'critical' | 'warning' | 'info' => {
  if (news === 'success') return 'info'
  return news === 'approval_needed' || news === 'blocked' || news === 'rejected' ? 'warning' : 'critical'
}
