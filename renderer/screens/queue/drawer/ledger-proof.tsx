import type { ActionDetail, Entry } from '../../../api.ts'
import { Mark } from '../../../components/mark.tsx'
import { useSeenDigest } from '../dialogs/use-seen-digest.ts'
import { EntriesProof } from './entries-proof.tsx'
import { shortDigest } from './seen-digest.ts'

/** A discussion may be longer than anybody wants proven unasked; the rest is in the audit. */
const most = 100

/** The ledger's entries behind an action, each proven in this page, and the digest of what was proposed. */
export function LedgerProof({ action }: { action: ActionDetail }) {
  return (
    <EntriesProof
      entries={action.history.slice(0, most)}
      total={action.history.length}
      before={<DigestLine action={action} />}
      after={<Missing action={action} />}
    />
  )
}

/** The three that have to be one: what is shown here, what the server says would run, and what the ledger kept. */
function DigestLine({ action }: { action: ActionDetail }) {
  const { seen } = useSeenDigest(action)
  if (seen.kind === 'unknown') return null
  const kept = keptDigest(action.history)
  const agrees = seen.kind === 'same' && (kept === undefined || kept === seen.digest)
  return (
    <p className="mt-2 text-s">
      <Mark means={agrees ? 'ok' : 'bad'}>
        {agrees ? (
          <>
            Digest recomputed here: the server’s{kept !== undefined && ' and the ledger’s'},{' '}
            <code className="font-mono text-xs">{shortDigest(seen.digest)}</code>
          </>
        ) : (
          'The digest of what is shown here is not the one that was proposed'
        )}
      </Mark>
    </p>
  )
}

function keptDigest(history: readonly Entry[]): string | undefined {
  const data = history.find(({ action }) => action === 'action.proposal.created')?.data
  if (data === undefined || data === null || typeof data !== 'object' || Array.isArray(data)) return undefined
  const { proposal_digest } = data as { readonly [key: string]: unknown }
  return typeof proposal_digest === 'string' ? proposal_digest : undefined
}

function Missing({ action: { history, id } }: { action: ActionDetail }) {
  const [first] = history
  const pruned = first?.action !== 'action.proposal.created'
  if (!pruned && history.length <= most) return null
  return (
    <p className="mt-2 text-s text-muted">
      {pruned && 'Older entries were pruned after their retention period: their hashes are still part of every root. '}
      {history.length > most && (
        <>
          The first {most} are checked here;{' '}
          <a href={`#/audit?subject=action:${id}`} className="text-accent underline">
            all of them
          </a>{' '}
          are in the audit.
        </>
      )}
    </p>
  )
}
