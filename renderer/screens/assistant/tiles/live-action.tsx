import { useRef, useState } from 'react'
import type { Action, ActionDetail } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Mark, Tag } from '../../../components/mark.tsx'
import { ProblemFacts, Skeleton } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { ApiProblem, sentenceOf } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useSession } from '../../../state/connection.ts'
import { useKeepsConsole } from '../../../state/unfinished.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { modeNames, titleOf } from '../../queue/dialogs/action-words.ts'
import { CommandDialog } from '../../queue/dialogs/queue-dialogs.tsx'
import { becameOf } from '../../queue/drawer/became.ts'
import { Expiry } from '../../queue/drawer/expiry.tsx'
import { useAction } from '../../queue/drawer/use-action.ts'
import { StatusMark, TierMark } from '../../queue/marks.tsx'
import type { ActionCommand } from '../../queue/queue-commands.ts'
import { buttonsOf } from './action-buttons.ts'
import { linkToAction } from './links.ts'

type Props = { id: string; sleeping: string | null; after?: number }

/** As many times may one proposal have been re-pointed before its tile only links to the next. */
const chain = 4

/** A row of the queue as it is now, with the queue's own dialogs: what a message proposed may have moved on since. */
export function LiveAction({ id, sleeping, after = 0 }: Props) {
  const { data: action, error, refetch } = useAction(id)
  if (action !== undefined) return <Row key={action.id} action={action} sleeping={sleeping} after={after} />
  if (error === null)
    return (
      <div role="status" aria-label="Loading the proposal" className="flex flex-col gap-2">
        <Skeleton className="h-3 w-40" />
        <Skeleton className="h-3 w-64" />
        <Skeleton className="h-7 w-48" />
      </div>
    )
  if (error instanceof ApiProblem && error.status === 404)
    return (
      <p role="note">
        <Mark means="neutral">This proposal is not in this workspace</Mark>
        <span className="block text-s text-muted">
          It may be from another connection, or from a sample that began anew. Nothing can be decided here.
        </span>
      </p>
    )
  return (
    <div role="alert">
      <Mark means="bad">How it stands now could not be read: {sentenceOf(error)}</Mark>
      <ProblemFacts error={error} />
      <Button className="mt-1.5" onClick={() => void refetch()}>
        Try again
      </Button>
    </div>
  )
}

function Row({ action, sleeping, after }: { action: ActionDetail; sleeping: string | null; after: number }) {
  const { data: session } = useSession()
  const offline = useAsleep('Decide')
  const [giving, setGiving] = useState<ActionCommand | null>(null)
  const place = useRef<HTMLDivElement>(null)
  const opener = useRef<HTMLElement | null>(null)
  useKeepsConsole(giving !== null)
  const asleep = sleeping ?? offline
  const buttons = buttonsOf(action, session?.actor?.id ?? null)
  const give = (name: ActionCommand) => {
    const { activeElement } = document
    opener.current = activeElement instanceof HTMLElement ? activeElement : null
    setGiving(name)
  }
  // The button that was pressed is gone with what it has changed, as often as not.
  const giveBack = () => (opener.current?.isConnected ? opener.current : place.current)
  const why = asleep ?? sharedReason(buttons.map((button) => button.why))
  const agent = agentOf(action)
  return (
    <div ref={place} tabIndex={-1} className="rounded-s outline-offset-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-semibold break-words">{titleOf(action)}</span>
        <TierMark words tier={action.tier} />
        <StatusMark status={action.status} />
        {action.status === 'proposed' && <Expiry from={action.proposed_at} until={action.expires_at} />}
        {action.mode === 'dry_run' && <Tag>dry run</Tag>}
        {action.single_operator && <Tag kind="warn">single operator</Tag>}
      </div>
      <dl className="mt-1.5 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-s">
        {agent !== null && (
          <>
            <dt className="text-faint">Agent</dt>
            <dd className="min-w-0 font-semibold break-words">{agent}</dd>
          </>
        )}
        <dt className="text-faint">Target</dt>
        <dd className="min-w-0">
          <span className="font-mono break-all">{action.target_ref}</span>{' '}
          <CopyButton text={action.target_ref} what="the target" className="h-5! px-1!" />
        </dd>
        <dt className="text-faint">Reason</dt>
        <dd className="min-w-0 break-words whitespace-pre-wrap">{action.reason}</dd>
        <dt className="text-faint">Mode</dt>
        <dd>
          {modeNames[action.mode]}, proposed <Time at={action.proposed_at} show="both" />
        </dd>
        <Stands action={action} />
      </dl>
      <div className="mt-2.5 flex flex-wrap items-center gap-2">
        {buttons.map((button) => (
          <Button
            key={button.name}
            aria-label={button.does}
            kind={button.name === 'approve' && button.why === null ? (button.danger ? 'danger' : 'primary') : 'plain'}
            asleep={asleep ?? button.why}
            onClick={() => give(button.name)}
          >
            {button.label}
          </Button>
        ))}
        <span className="flex-1" />
        <a href={linkToAction(action.id)} className="rounded-s text-s text-accent underline">
          Open in the queue
        </a>
      </div>
      {why !== null && <p className="mt-1.5 text-s text-muted">{why}</p>}
      {action.superseded_by !== null && <Successor id={action.superseded_by} sleeping={sleeping} after={after + 1} />}
      {giving !== null && (
        <CommandDialog
          name={giving}
          row={action}
          finalFocus={giveBack}
          onClose={() => setGiving(null)}
          onShow={() => place.current?.focus()}
        />
      )}
    </div>
  )
}

/** Whom it is about, where its target is a trace, whose number says nothing to anybody. It is what is approved, too. */
function agentOf({ payload, target_ref }: Action): string | null {
  if (payload === null || typeof payload !== 'object' || !('agent' in payload)) return null
  const { agent } = payload
  return typeof agent === 'string' && agent !== target_ref ? agent : null
}

/** Why all of them sleep, where one sentence says it: those who do not hover are told too. */
function sharedReason(whys: readonly (string | null)[]): string | null {
  const [first = null] = whys
  return first !== null && whys.every((why) => why !== null) ? first : null
}

/** What has become of it, by whom and when; or how many approvals it has. */
function Stands({ action }: { action: Action }) {
  const became = becameOf(action)
  const { approvals, approvals_required } = action
  return (
    <>
      {(approvals_required > 1 || approvals.length > 0) && (
        <>
          <dt className="text-faint">Approvals</dt>
          <dd>
            {approvals.length} of {approvals_required}
            {approvals.length > 0 && `: ${approvals.map(({ actor }) => actor.name).join(', ')}`}
          </dd>
        </>
      )}
      {became !== undefined && (
        <>
          <dt className="text-faint">Since then</dt>
          <dd className="flex flex-wrap items-center gap-x-2">
            <b className="font-semibold">{became.says}</b>
            {became.by !== null && <ActorName actor={became.by} />}
            {became.at !== null && <Time at={became.at} show="both" />}
          </dd>
        </>
      )}
    </>
  )
}

function Successor({ id, sleeping, after }: { id: string; sleeping: string | null; after: number }) {
  return (
    <section aria-label="What took its place" className="mt-3 border-l-2 border-accent pl-3">
      <p className="mb-1 text-s text-muted">Another proposal took its place:</p>
      {after < chain ? (
        <LiveAction id={id} sleeping={sleeping} after={after} />
      ) : (
        <a href={linkToAction(id)} className="rounded-s text-accent underline">
          Open it in the queue
        </a>
      )}
    </section>
  )
}
