import { useMemo } from 'react'
import type { Action } from '../../../api.ts'
import { useSession } from '../../../state/connection.ts'
import { type SeenDigest, seenDigest } from '../drawer/seen-digest.ts'

type Seen = {
  seen: SeenDigest
  digest: string | undefined
  /** Why what is shown must not be approved. */
  problem: string | null
}

/** The digest of what this page shows of a proposal, recomputed here. */
export function useSeenDigest(action: Action): Seen {
  const { data: session } = useSession()
  const workspace = session?.workspace ?? null
  return useMemo(() => {
    if (workspace === null)
      return { seen: { kind: 'unknown' }, digest: undefined, problem: 'Who acts, and where, is not known yet.' }
    const seen = seenDigest(action, workspace)
    if (seen.kind === 'same') return { seen, digest: seen.digest, problem: null }
    const problem =
      'What this page shows is not what the server says would run: their digests differ. Do not approve it, and tell whoever answers for the server.'
    return { seen, digest: undefined, problem }
  }, [action, workspace])
}
