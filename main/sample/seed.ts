import { keyIdentity } from '../identity/api-keys.ts'
import type { Services } from '../services.ts'
import { sweepActions } from '../use-cases/actions/sweep-actions.ts'
import { eraseActor } from '../use-cases/actors/erase-actor.ts'
import { createKey } from '../use-cases/keys/create-key.ts'
import { revokeKey } from '../use-cases/keys/revoke-key.ts'
import { castOf, type Member } from './cast.ts'
import type { StoryClock } from './clock.ts'
import { contractor, type KeyLine, keyStory } from './key-story.ts'
import { type Line, queueStory } from './queue-story.ts'

/** In minutes before now. */
export const storyStart = 9 * 24 * 60 + 20

/**
 * How this workspace came to be, told in the order in which it happened. Everything is done by the use-cases that the
 * product itself runs, so the ledger verifies, and what the rules refuse cannot be told.
 */
export async function seedSample(services: Services, clock: StoryClock): Promise<void> {
  const keys = new Map<string, { id: string; name: string }>()
  const tellKey = tellKeys(services, keys)
  const tellAction = tellActions(services, () => runnerOf(keys))
  const lines = [...keyStory, ...queueStory].sort((a, b) => b.ago - a.ago)
  for (const line of lines) {
    clock.ago(line.ago)
    await ('key' in line ? tellKey(line) : tellAction(line))
  }
  clock.live()
}

function tellKeys(services: Services, keys: Map<string, { id: string; name: string }>) {
  const { workspace } = services
  return async ({ by, key, what }: KeyLine): Promise<void> => {
    if (what === 'forgotten') await eraseActor(services, by, { workspace, actor: contractor.subject })
    else if (what === 'revoked') await revokeKey(services, by, keys.get(key)?.id ?? '')
    else {
      const { id } = await createKey(services, by, { workspace, name: key, roles: what })
      keys.set(key, { id, name: key })
    }
  }
}

function tellActions(services: Services, runner: () => Member) {
  const { propose, command } = castOf(services)
  const ids = new Map<string, string>()
  return async (line: Line): Promise<void> => {
    if ('sweep' in line) await sweepActions(services)
    else if ('propose' in line) ids.set(line.propose, await propose(line.by, line.what))
    else await command(line.by === 'runner' ? runner() : line.by, ids.get(line.on) ?? '', line.command)
  }
}

function runnerOf(keys: ReadonlyMap<string, { id: string; name: string }>): Member {
  const key = keys.get('runner-eu-west')
  if (key === undefined) throw new Error('the story has no runner yet')
  return { identity: keyIdentity(key), role: 'runner' }
}
