import type { Services } from '../../../main/services.ts'
import { newId } from '../../../main/store/new-id.ts'
import { insertSession } from '../../../main/store/web-sessions.ts'

/** Somebody of theirs is signed in with a browser. */
export async function addSession({ store, clock }: Services, issuer: string, mark: string): Promise<string> {
  const id = newId()
  const now = new Date(clock()).toISOString()
  const later = new Date(clock() + 86_400_000).toISOString()
  const identity = { issuer, subject: mark, email: null, name: mark, via: 'oidc', verified: true } as const
  const times = { signed_in_at: now, created_at: now, seen_at: now, access_expires_at: later, ends_at: later }
  const free = { refresh_token: null, lease: null, lease_until: null }
  await store.write('theirs', (tx) =>
    insertSession(tx, {
      ...{ id, workspace: 'theirs', hash: id, identity, roles: ['admin'], groups: [], user_agent: mark },
      ...times,
      ...free,
    }),
  )
  return id
}
