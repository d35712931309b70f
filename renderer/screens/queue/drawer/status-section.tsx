import { ShieldAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ActionDetail } from '../../../api.ts'
import { Mark, Tag } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import { ActorName } from '../../audit/actor-name.tsx'
import { runsAtOnce } from '../dialogs/explain.ts'
import { Approval } from '../dialogs/proposal-facts.tsx'
import { useCircumstances } from '../dialogs/use-circumstances.ts'
import { useSeenDigest } from '../dialogs/use-seen-digest.ts'
import { StatusMark } from '../marks.tsx'
import { Expiry } from './expiry.tsx'

/** How it stands: its status with its countdown, who has approved, and what is out of the ordinary about it. */
export function StatusSection({ action }: { action: ActionDetail }) {
  const { seen, problem } = useSeenDigest(action)
  const { approvals, approvals_required, status } = action
  return (
    <section aria-label="Status" className="border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StatusMark status={status} />
        {status === 'proposed' && <Expiry from={action.proposed_at} until={action.expires_at} />}
        {status === 'approved' && action.approved_at !== null && (
          <span className="text-muted">
            <Time at={action.approved_at} show="relative" />
            {action.mode !== 'dry_run' && ', waits to be carried out'}
          </span>
        )}
        {action.mode === 'dry_run' && <Tag>dry run</Tag>}
        {action.single_operator && <Tag kind="warn">single operator</Tag>}
      </div>
      <Steps done={approvals.length} of={approvals_required} />
      <p className="text-s text-muted">
        {approvals.length} of {approvals_required} {approvals_required === 1 ? 'approval' : 'approvals'}
      </p>
      {approvals.length > 0 && (
        <ul aria-label="Approvals" className="mt-1.5 flex flex-col gap-2 text-s">
          {approvals.map((approval) => (
            <li key={`${approval.actor.id} ${approval.at}`}>
              <Approval approval={approval} seen={seen} />
            </li>
          ))}
        </ul>
      )}
      {problem !== null && seen.kind === 'differs' && <Box means="bad">{problem}</Box>}
      <Glass action={action} />
      <OutOfTheOrdinary action={action} />
    </section>
  )
}

function Steps({ done, of }: { done: number; of: number }) {
  return (
    <div aria-hidden className="mt-2 mb-1 flex gap-[3px]">
      {Array.from({ length: of }, (_, step) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <i key={step} className={`h-1 flex-1 rounded-[2px] ${step < done ? 'bg-ok' : 'bg-line'}`} />
      ))}
    </div>
  )
}

function Box({ means, children }: { means: 'bad' | 'warn'; children: ReactNode }) {
  const look = means === 'bad' ? 'border-bad bg-bad-bg' : 'border-warn bg-warn-bg'
  return <div className={`mt-2.5 rounded-m border px-3 py-2 ${look}`}>{children}</div>
}

/** Marked for ever, and red until somebody else has looked at it. */
function Glass({ action: { break_glass } }: { action: ActionDetail }) {
  if (break_glass === null) return null
  const { review } = break_glass
  return (
    <Box means={review === null ? 'bad' : 'warn'}>
      <p className="flex items-center gap-1.5 font-semibold">
        <ShieldAlert size={15} aria-hidden className={review === null ? 'text-bad' : 'text-warn'} />
        Glass was broken{review === null ? ': its review is open' : '; it was reviewed'}
      </p>
      <Judged {...break_glass} />
      {review !== null && <Judged {...review} />}
    </Box>
  )
}

function Judged({ by, at, note }: NonNullable<NonNullable<ActionDetail['break_glass']>['review']>) {
  return (
    <div className="mt-1.5">
      <span className="flex flex-wrap items-center gap-x-2">
        <ActorName actor={by} /> <Time at={at} show="both" />
      </span>
      <q className="block break-words whitespace-pre-wrap">{note}</q>
    </div>
  )
}

function OutOfTheOrdinary({ action }: { action: ActionDetail }) {
  const { held } = useCircumstances()
  const { claimed_by, claim_expires_at, status, outcome_unknown } = action
  return (
    <>
      {outcome_unknown && (
        <Box means="warn">
          <Mark means="warn">Outcome unknown</Mark>
          <p className="mt-1">
            A runner took it and did not come back in time. Nobody tries it again by itself, because it may have been
            done. Look at the target: if it was carried out, mark it executed; if it was not, reject it and propose it
            again.
          </p>
        </Box>
      )}
      {status === 'approved' && !outcome_unknown && claimed_by !== null && claim_expires_at !== null && (
        <Box means="warn">
          <span className="flex flex-wrap items-center gap-x-2">
            Taken by <ActorName actor={claimed_by} /> until <Time at={claim_expires_at} show="clock" />
          </span>
        </Box>
      )}
      {status === 'proposed' && held && runsAtOnce(action.type, action.mode) && (
        <Box means="warn">It would have run at once, and waits because the workspace is held.</Box>
      )}
      {status === 'approved' && action.mode === 'dry_run' && (
        <p className="mt-2 text-s text-muted">A dry run: it was decided, and is never executed.</p>
      )}
      {action.single_operator && (
        <p className="mt-2 text-s text-muted">
          Proposed under the single-operator policy: one person may propose and approve it. The record says so for ever.
        </p>
      )}
    </>
  )
}
