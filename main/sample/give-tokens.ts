import { writeKeptToken } from '../gate/forge/kept-token.ts'
import { forgeTokenPlace } from '../gate/run/token-of.ts'
import type { Services } from '../services.ts'
import { castOf, type Member } from './cast.ts'
import { releaseManager } from './deploy-story.ts'
import { type ForgePerson, forgePeople, sampleToken } from './gate/sample-forge.ts'
import type { SampleGate } from './gate/sample-gate.ts'
import { approver, commander } from './queue-story.ts'

const holders: readonly [ForgePerson, Member][] = [
  ['approver', approver],
  ['commander', commander],
  ['release-manager', releaseManager],
]

/** Everybody of the sample has a token of their own for the sample's forge, kept where people keep theirs. */
export async function giveTokens(services: Services, { site }: Pick<SampleGate, 'site'>): Promise<void> {
  const { callerOf } = castOf(services)
  for (const [person, member] of holders) {
    const { workspace, actor } = await callerOf(member)
    const kept = {
      token: sampleToken(person),
      login: forgePeople[person],
      checked_at: new Date(services.clock()).toISOString(),
    }
    await services.secrets.put(forgeTokenPlace(workspace, actor.id, site), writeKeptToken(kept))
  }
}
