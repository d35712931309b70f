import type { ReactNode } from 'react'
import type { Action } from '../../../api.ts'
import { Countdown } from '../../../components/countdown.tsx'
import { JsonTree } from '../../../components/json-tree.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import { ActorName } from '../../audit/actor-name.tsx'
import { type SeenDigest, sawTheSame, shortDigest } from '../drawer/seen-digest.ts'
import { modeNames } from './action-words.ts'

/** What a decision is about: why it was proposed, by whom, and who has approved it so far. */
export function ProposalFacts({ action, seen }: { action: Action; seen: SeenDigest }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-s">
      <Row name="Reason">
        <span className="text-m break-words whitespace-pre-wrap">{action.reason}</span>
      </Row>
      <Row name="Proposed by">
        <ProposedBy action={action} />
      </Row>
      <Row name="Mode">{modeNames[action.mode]}</Row>
      <Row name="Payload">
        <Payload action={action} />
      </Row>
      {action.status === 'proposed' && (
        <Row name="Time left">
          <Countdown from={action.proposed_at} until={action.expires_at} />
        </Row>
      )}
      <Row name="Approved by">
        {action.approvals.length === 0 ? (
          <span className="text-muted">nobody yet</span>
        ) : (
          <ul className="flex flex-col gap-1.5">
            {action.approvals.map((approval) => (
              <li key={`${approval.actor.id} ${approval.at}`}>
                <Approval approval={approval} seen={seen} />
              </li>
            ))}
          </ul>
        )}
      </Row>
    </dl>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="pt-px text-faint">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  )
}

/** An approval covers it, so whoever approves from the table sees it too. */
function Payload({ action: { payload } }: { action: Action }) {
  if (payload !== null && typeof payload === 'object' && Object.keys(payload).length === 0)
    return <span className="text-muted">none</span>
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section aria-label="What is approved" tabIndex={0} className="max-h-36 overflow-y-auto">
      <JsonTree value={payload} />
    </section>
  )
}

export function ProposedBy({ action }: { action: Action }) {
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-2">
      {action.proposed_through === 'assistant' && 'Operations assistant, for'}
      <ActorName actor={action.proposed_by} />
      <Time at={action.proposed_at} show="both" />
    </span>
  )
}

type ApprovalProps = { approval: Action['approvals'][number]; seen: SeenDigest }

/** Who approved, when, and whether they were shown what is shown here. */
export function Approval({ approval, seen }: ApprovalProps) {
  const { actor, at, note } = approval
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2">
        <ActorName actor={actor} />
        <Time at={at} show="both" />
      </span>
      <span className="mt-0.5 block">
        <SawIt approval={approval} seen={seen} />
      </span>
      {note !== null && <q className="mt-0.5 block break-words whitespace-pre-wrap text-muted">{note}</q>}
    </>
  )
}

function SawIt({ approval, seen }: ApprovalProps) {
  const digest = approval.proposal_digest
  const short = digest !== null && <code className="font-mono text-xs break-all">{shortDigest(digest)}</code>
  switch (sawTheSame(approval, seen)) {
    case 'same':
      return <Mark means="ok">saw the same as you: {short}</Mark>
    case 'other':
      return <Mark means="bad">saw something else: {short}</Mark>
    case 'unsaid':
      return <Mark means="warn">what they saw was not said</Mark>
  }
}
