import { CircleAlert, CircleCheck, CircleDashed, CircleHelp, CircleMinus, CircleSlash2, CircleX } from 'lucide-react'
import type { Deploy, Surface } from '../../deploys-api.ts'
import { environmentShapes, environmentWords } from '../../state/environments.ts'

type Outcome = Deploy['outcome']
type Kind = Deploy['kind']

const looks = {
  success: [CircleCheck, 'text-ok', 'Done'],
  health_check_failed: [CircleAlert, 'text-bad', 'Not well after it'],
  deploy_failed: [CircleX, 'text-bad', 'Failed'],
  rejected: [CircleSlash2, 'text-warn', 'Rejected'],
  blocked: [CircleSlash2, 'text-warn', 'Blocked'],
  cancelled: [CircleMinus, 'text-muted', 'Broken off'],
  unknown: [CircleHelp, 'text-warn', 'Outcome not known'],
} as const satisfies Record<NonNullable<Outcome>, readonly unknown[]>

export const kindWords: Record<Kind, string> = { deploy: 'Deploy', rollback: 'Rollback' }
export const outcomeWords = (outcome: Outcome): string => (outcome === null ? 'Under way' : looks[outcome][2])

/** What came of it, in a shape alone: its word has to stand beside it, or be said otherwise. */
export function OutcomeGlyph({ outcome, size = 14 }: { outcome: Outcome; size?: number }) {
  const [Icon, colour] = outcome === null ? [CircleDashed, 'text-accent'] : looks[outcome]
  return <Icon size={size} aria-hidden className={`shrink-0 ${colour}`} />
}

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const colour = outcome === null ? 'text-accent' : looks[outcome][1]
  return (
    <span className="inline-flex items-center gap-1.5">
      <OutcomeGlyph outcome={outcome} />
      <span className={colour}>{outcomeWords(outcome)}</span>
    </span>
  )
}

/** Where it leads, which nobody may overlook: a colour, a shape and the word. */
export function EnvironmentWord({ environment }: { environment: Surface['environment'] }) {
  return (
    <span
      data-env={environment}
      className="inline-flex shrink-0 items-center gap-1.5 rounded-s border border-env px-1.5 text-xs leading-[1.6] font-semibold tracking-wide uppercase"
    >
      <span aria-hidden className="text-env">
        {environmentShapes[environment]}
      </span>
      {environmentWords[environment]}
    </span>
  )
}

export const hostWords: Record<Surface['host'], string> = {
  heroku: 'Heroku',
  'cloudflare-pages': 'Cloudflare Pages',
  terraform: 'Terraform',
  command: 'own commands',
  local: 'this machine',
}

export const shortSha = (sha: string | null): string => sha?.slice(0, 7) ?? 'not known'

export function Sha({ sha, className = '' }: { sha: string | null; className?: string }) {
  if (sha === null) return <span className="text-muted">not known</span>
  return (
    <span className={`font-mono text-s ${className}`} title={sha}>
      {shortSha(sha)}
    </span>
  )
}
