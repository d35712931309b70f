import type { Services } from '../services.ts'
import { settleToldNotices } from '../store/deploy-notices.ts'
import { type ChatLine, chatStory } from './chat-story.ts'
import { chatTellerOf } from './chat-teller.ts'
import type { StoryClock } from './clock.ts'
import { deployStory } from './deploy-story.ts'
import { drillStory } from './drill-story.ts'
import { seedFleet } from './fleet/seed-fleet.ts'
import type { SampleGate } from './gate/sample-gate.ts'
import { giveTokens } from './give-tokens.ts'
import { incidentStory } from './incident-story.ts'
import { keyStory } from './key-story.ts'
import { pauseStory } from './pause-story.ts'
import { queueStory } from './queue-story.ts'
import { type StoryLine, tellerOf } from './teller.ts'

/** In minutes before now. */
export const storyStart = 62 * 24 * 60 + 20

/**
 * How this workspace came to be, told in the order in which it happened. Everything is done by the use-cases that the
 * product itself runs, so the ledger verifies, and what the rules refuse cannot be told.
 */
export async function seedSample(services: Services, clock: StoryClock, gate: SampleGate): Promise<void> {
  const tell = tellerOf(services, gate)
  const chats = chatTellerOf(services, clock)
  const lines: (StoryLine | ChatLine)[] = [
    ...keyStory,
    ...queueStory,
    ...pauseStory,
    ...chatStory,
    ...incidentStory,
    ...drillStory,
    ...deployStory,
  ]
  lines.sort((a, b) => b.ago - a.ago)
  for (const line of lines) {
    clock.ago(line.ago)
    await ('chat' in line ? chats.tell(line) : tell(line))
  }
  await giveTokens(services, gate)
  await services.store.write(services.workspace, settleToldNotices)
  clock.live()
  await seedFleet(services)
  await chats.converse()
  clock.live()
}
