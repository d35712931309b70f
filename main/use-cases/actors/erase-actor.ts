import type { Identity } from '../../../shared/domain/actor.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import { tellingWords } from '../../../shared/domain/telling-words.ts'
import type { Draft } from '../../ledger/append.ts'
import type { Services } from '../../services.ts'
import { eraseActorRows, findActors, knowActor } from '../../store/actors.ts'
import { sessionsOf } from '../../store/chats.ts'
import { forgetWords } from '../../store/forget-words.ts'
import { forgetClient } from '../../store/kept-answers.ts'
import { forgetSecrets } from '../../store/secrets.ts'
import type { Tx } from '../../store/store.ts'
import { forgetSessions } from '../../store/web-sessions.ts'
import { forgetSession } from '../chat/delete-session.ts'

/**
 * Forgets a person: name, e-mail, subject and salt go, the actor's id stays, and what they put into the secret store and
 * what they asked the assistant goes with them. The ledger holds nothing that must be changed for it, so it verifies as
 * before; what was printed and sent beside it is gone through.
 */
export async function eraseActor(
  { store }: Pick<Services, 'store'>,
  by: Identity,
  wanted: { workspace: string; actor: string },
): Promise<Result<{ id: string }>> {
  return store.write(wanted.workspace, async (tx) => {
    const rows = await findActors(tx.db, wanted.workspace, wanted.actor)
    const ids = new Set(rows.map((row) => row.id))
    const [row] = rows
    if (!row) return refuse('not_found', `Nobody known as ${wanted.actor} has acted in ${wanted.workspace}.`)
    if (ids.size > 1)
      return refuse(
        'invalid_input',
        `${wanted.actor} names several actors: ${[...ids].join(', ')}. Erase each by its id.`,
        {
          ids: [...ids],
        },
      )
    if (rows.every((each) => each.erased_at !== null))
      return refuse('already_erased', `The actor was erased at ${row.erased_at}.`)
    const actor = await knowActor(tx, by)
    const known = await findActors(tx.db, wanted.workspace, row.id)
    await eraseActorRows(tx, row.id)
    await forgetClient(tx, row.id, known)
    // That they are gone follows from the entry below: whose they were is on record.
    for (const session of await sessionsOf(tx.db, tx.workspace, row.id)) await forgetSession(tx, session)
    await forgetWords(tx, tellingWords(known))
    await forgetSecrets(tx, row.id)
    await endSessionsOf(tx, known, actor)
    const records = (await findActors(tx.db, wanted.workspace, row.id)).map(keptOf)
    tx.append({ action: 'actor.identity.erased', subject: `actor:${row.id}`, actor, data: { records } })
    return ok({ id: row.id })
  })
}

type Known = { issuer: string | null; subject: string | null }

/** A browser's event stream ends with the entry. The same subject of another issuer is somebody else. */
async function endSessionsOf(tx: Tx, known: readonly Known[], actor: Draft['actor']): Promise<void> {
  for (const { issuer, subject } of known) {
    if (issuer === null || subject === null) continue
    for (const id of await forgetSessions(tx, { issuer, subject }))
      tx.append({ action: 'console.session.ended', subject: `session:${id}`, actor, data: { because: 'erased' } })
  }
}

/** How the person was known is no secret and stays; written down, it cannot be dressed up once the salt is gone. */
const keptOf = (row: { digest: string; via: string; verified: number }) => ({
  digest: row.digest,
  via: row.via,
  verified: row.verified === 1,
})
