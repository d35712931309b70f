import { CircleSlash2 } from 'lucide-react'
import type { ActionDetail } from '../../../api.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Drawer, DrawerSection } from '../../../components/drawer.tsx'
import { JsonTree } from '../../../components/json-tree.tsx'
import { Fact } from '../../../components/page.tsx'
import { ErrorState, Placeholder, SkeletonRows } from '../../../components/states.tsx'
import { ApiProblem } from '../../../problem.ts'
import { ActionIncidents } from '../../incidents/action-incidents.tsx'
import { modeNames, tierWords, titleOf } from '../dialogs/action-words.ts'
import { ProposedBy } from '../dialogs/proposal-facts.tsx'
import { TierMark } from '../marks.tsx'
import { AuditTimes } from './audit-times.tsx'
import { Comments } from './comments.tsx'
import { DrawerCommands } from './drawer-commands.tsx'
import { LedgerProof } from './ledger-proof.tsx'
import { StatusSection } from './status-section.tsx'
import { useAction } from './use-action.ts'

type Props = { id: string; focused?: boolean; onClose: () => void }

/** Everything about one action, beside the table: what it is, who said what, and the proof of it. */
export function ActionDrawer({ id, focused = false, onClose }: Props) {
  const { data: action, error, refetch } = useAction(id)
  const missing = error instanceof ApiProblem && error.status === 404
  return (
    <Drawer
      over={
        action && (
          <span className="flex items-center gap-1.5">
            <TierMark words tier={action.tier} /> · {tierWords[action.tier]}
          </span>
        )
      }
      title={action === undefined ? 'Action' : titleOf(action)}
      under={
        <span className="flex items-center">
          <span className="min-w-0 truncate">{id}</span>
          <CopyButton text={() => Promise.resolve(linkTo(id))} what="the link to it" />
        </span>
      }
      footer={action && <DrawerCommands action={action} />}
      focused={focused}
      onClose={onClose}
    >
      {action && <Everything key={action.id} action={action} />}
      {action === undefined && missing && (
        <Placeholder icon={CircleSlash2} title="There is no such action">
          It is not in this workspace. A link to it may be from another connection, or from a sample that began anew.
        </Placeholder>
      )}
      {action === undefined && error === null && <SkeletonRows rows={9} what="the action" />}
      {action === undefined && error !== null && !missing && (
        <ErrorState what="The action" error={error} onRetry={() => void refetch()} />
      )}
    </Drawer>
  )
}

const linkTo = (id: string): string => `${location.origin}${location.pathname}#/deployments?open=${id}`

function Everything({ action }: { action: ActionDetail }) {
  return (
    <>
      <StatusSection action={action} />
      <DrawerSection title="Proposal">
        <dl>
          <Fact name="Target" mono>
            <span className="break-all">{action.target_ref}</span>{' '}
            <CopyButton text={action.target_ref} what="the target" />
          </Fact>
          <Fact name="Reason">
            <span className="whitespace-pre-wrap">{action.reason}</span>
          </Fact>
          <Fact name="Proposed by">
            <ProposedBy action={action} />
          </Fact>
          <Fact name="Type and mode">
            <span className="font-mono text-s">{action.type}</span> · {modeNames[action.mode]}
          </Fact>
          <Relatives action={action} />
        </dl>
      </DrawerSection>
      <Json title="Payload" what="the payload" value={action.payload} />
      {action.status === 'executed' && <Json title="Outcome" what="the outcome" value={action.outcome} />}
      <Notes action={action} />
      <ActionIncidents action={action} />
      <AuditTimes action={action} />
      <Comments action={action} />
      <LedgerProof action={action} />
    </>
  )
}

function Json({ title, what, value }: { title: string; what: string; value: ActionDetail['payload'] }) {
  return (
    <DrawerSection title={title} aside={<CopyButton text={JSON.stringify(value, null, 2)} what={what} />}>
      <JsonTree value={value} />
    </DrawerSection>
  )
}

function Notes({ action: { approver_note, rejection_note } }: { action: ActionDetail }) {
  if (approver_note === null && rejection_note === null) return null
  return (
    <DrawerSection title="Notes">
      <dl>
        {approver_note !== null && (
          <Fact name="Approver’s note">
            <span className="whitespace-pre-wrap">{approver_note}</span>
          </Fact>
        )}
        {rejection_note !== null && (
          <Fact name="Rejection note">
            <span className="whitespace-pre-wrap">{rejection_note}</span>
          </Fact>
        )}
      </dl>
    </DrawerSection>
  )
}

const link = 'rounded-s font-mono text-s text-accent underline break-all'

/** What took its place, and what it took the place of. */
function Relatives({ action: { supersedes, superseded_by } }: { action: ActionDetail }) {
  return (
    <>
      {supersedes !== null && (
        <Fact name="Takes the place of">
          <a href={`#/deployments?open=${supersedes}`} className={link}>
            {supersedes}
          </a>
        </Fact>
      )}
      {superseded_by !== null && (
        <Fact name="Its place was taken by">
          <a href={`#/deployments?open=${superseded_by}`} className={link}>
            {superseded_by}
          </a>
        </Fact>
      )}
    </>
  )
}
