import { expect, test } from 'vitest'
import { runOwner } from '../../main/assistant/run-owner.ts'
import { knowActor } from '../../main/store/actors.ts'
import { within } from '../../main/store/within.ts'
import type { Caller } from '../../main/use-cases/caller.ts'
import { startQueue } from '../http/action-kit.ts'
import { engines } from '../support/engines.ts'

test.each(engines)('a reply is whose the ledger knows by now, on %s', async (engine) => {
  const { services, close } = await startQueue(engine)
  try {
    const ada = {
      issuer: 'https://id.example',
      subject: 'ada',
      email: null,
      name: 'Ada',
      via: 'oidc',
      verified: true,
    } as const
    const { id } = await services.store.write('w', (tx) => knowActor(tx, ada))
    // As a session has it that began before the person was erased, and came back as somebody new.
    const stale = { workspace: 'w', actor: { ...ada, id: 'as they were known before' } } as unknown as Caller
    expect(await within('w', () => runOwner(services, stale))).toEqual({ workspace: 'w', owner: id })
  } finally {
    await close()
  }
})
