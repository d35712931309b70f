import { CircleSlash2, Inbox, type LucideIcon, SearchX, TriangleAlert, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiProblem, isOffline, sentenceOf } from '../problem.ts'
import { retryNow } from '../state/live.ts'
import { Button } from './button.tsx'

/** `wholePage`: there is nothing else in the place, so its title is the page's. */
type Words = {
  icon: LucideIcon
  title: string
  children?: ReactNode
  actions?: ReactNode
  urgent?: boolean
  wholePage?: boolean
}

/** The one shape of everything that is shown where content is not. */
export function Placeholder({ icon: Icon, title, children, actions, urgent = false, wholePage = false }: Words) {
  const Title = wholePage ? 'h1' : 'h2'
  return (
    <div role={urgent ? 'alert' : 'status'} className="grid h-full min-h-48 place-items-center p-8">
      <div className="flex max-w-md flex-col items-start gap-2">
        <Icon size={22} aria-hidden className={urgent ? 'text-bad' : 'text-faint'} />
        <Title className="text-l font-semibold">{title}</Title>
        <div className="text-muted">{children}</div>
        {actions !== undefined && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}

export function EmptyState(props: Omit<Words, 'icon'>) {
  return <Placeholder icon={Inbox} {...props} />
}

export function NoMatch({ children, onClear }: { children: ReactNode; onClear: () => void }) {
  return (
    <Placeholder icon={SearchX} title="Nothing matches" actions={<Button onClick={onClear}>Clear the filter</Button>}>
      {children}
    </Placeholder>
  )
}

type Failed = { error: unknown; what: string; onRetry?: () => void; wholePage?: boolean }

/** Why it failed, what it is called, and what can be done: asks the server again. */
export function ErrorState({ error, onRetry, what, wholePage = false }: Failed) {
  const offline = isOffline(error)
  const retry = () => {
    retryNow()
    onRetry?.()
  }
  return (
    <Placeholder
      urgent
      wholePage={wholePage}
      icon={offline ? Unplug : TriangleAlert}
      title={offline ? `${what}: the server does not answer` : `${what} could not be loaded`}
      actions={onRetry !== undefined && <Button onClick={retry}>Try again</Button>}
    >
      <p>{sentenceOf(error)}</p>
      <ProblemFacts error={error} />
    </Placeholder>
  )
}

/** What to quote when asking for help. */
export function ProblemFacts({ error }: { error: unknown }) {
  if (!(error instanceof ApiProblem)) return null
  return (
    <p className="mt-1.5 font-mono text-xs break-all text-faint">
      {error.code}
      {error.requestId !== null && ` · request ${error.requestId}`}
    </p>
  )
}

export function NotFound(props: Omit<Words, 'icon'>) {
  return <Placeholder icon={CircleSlash2} wholePage {...props} />
}

/** Holds the room that content will take. */
export function Skeleton({ className = '' }: { className?: string }) {
  return (
    <div
      aria-hidden
      className={`rounded-s bg-line motion-safe:animate-[waiting_1.4s_ease-in-out_infinite] ${className}`}
    />
  )
}

export function SkeletonRows({ rows = 12, what }: { rows?: number; what: string }) {
  return (
    <div role="status" aria-label={`Loading ${what}`}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
        <div key={row} className="flex h-(--row) items-center gap-4 border-b border-line px-3">
          <Skeleton className="h-3 w-14" />
          <Skeleton className="h-3 w-36" />
          <Skeleton className={`h-3 ${row % 3 === 0 ? 'w-1/2' : 'w-2/5'}`} />
        </div>
      ))}
    </div>
  )
}
