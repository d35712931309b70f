import type { Member } from './cast.ts'
import { commander } from './queue-story.ts'

const hour = 60

/** So many minutes before now an agent was asked to stand still, or to go on. */
export type PauseLine = { ago: number; by: Member } & ({ pauses: string; reason: string } | { resumes: string })

export const pausedAgo = 95
export const pausedAgent = 'billing-agent'

/** One that is over, and one that is not. */
export const pauseStory: readonly PauseLine[] = [
  {
    ago: 6 * hour + 10,
    by: commander,
    pauses: 'support-agent',
    reason: 'It answers in two languages since canary-12. It stands still until the canary is taken back.',
  },
  { ago: 6 * hour + 4, by: commander, resumes: 'support-agent' },
  {
    ago: pausedAgo,
    by: commander,
    pauses: pausedAgent,
    reason: 'Two customers were invoiced twice. It stands still until the retry of the queue is mended.',
  },
]
