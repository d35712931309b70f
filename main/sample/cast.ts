import type { z } from '@hono/zod-openapi'
import type { NewAction } from '../../shared/contract/actions.ts'
import { proposalDigest, type Through } from '../../shared/domain/action.ts'
import type { Command } from '../../shared/domain/action-commands.ts'
import type { Identity } from '../../shared/domain/actor.ts'
import type { Role } from '../../shared/domain/permission.ts'
import type { Services } from '../services.ts'
import { findAction } from '../store/actions.ts'
import { knowActor } from '../store/actors.ts'
import { commandAction } from '../use-cases/actions/command-action.ts'
import { proposeAction } from '../use-cases/actions/propose-action.ts'
import { type Caller, callerWith } from '../use-cases/caller.ts'
import type { Act } from '../use-cases/transition.ts'

export type Member = { identity: Identity; role: Role }
export type Wanted = Omit<z.input<typeof NewAction>, 'tier'> & { through?: Through }

/** Those who act in the sample's story. They go through the product's own use-cases, and are refused like anybody else. */
export function castOf(services: Services) {
  const callerAs = ({ identity, role }: Member, id: string): Caller => {
    const { workspace } = services
    const actor = { ...identity, id }
    const client = `story:${identity.subject}`
    return callerWith({ mode: 'sample', actor, workspace, roles: [role], groups: [], client })
  }
  const act = <T>(by: Member, unit: (act: Act) => Promise<T>): Promise<T> =>
    services.store.write(services.workspace, async (tx) => {
      const who = await knowActor(tx, by.identity)
      return unit({ tx, who, signedIn: null, caller: callerAs(by, who.id) })
    })

  return {
    act,
    /** For what is not done in one transaction. */
    callerOf: (by: Member): Promise<Caller> => act(by, async ({ caller }) => caller),
    propose: (
      by: Member,
      { through = 'direct', mode = 'supervised', payload = {}, ...wanted }: Wanted,
    ): Promise<string> =>
      act(by, async (does) => {
        const given = { ...wanted, mode, payload: payload as never, ttl_seconds: wanted.ttl_seconds }
        return (await proposeAction(services, does, given, { through })).action.proposal.id
      }),
    /** Whoever approves has seen the proposal as it is. */
    async command(by: Member, id: string, given: Command): Promise<void> {
      const votes = given.name === 'approve' || given.name === 'break_glass'
      const done = await act(by, async (does) => {
        const record = votes ? await findAction(does.tx.db, services.workspace, id) : undefined
        const seen = record && { proposal_digest: proposalDigest(record.action.proposal) }
        return commandAction(does, id, { ...given, ...seen })
      })
      if (!done.ok) throw new Error(`the story says what the rules refuse: ${done.refusal.detail}`)
    },
  }
}
