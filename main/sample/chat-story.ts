import type { Member } from './cast.ts'
import { commander } from './queue-story.ts'

const hour = 60

/** A chat was begun so many minutes before now, or put into the archive: the ledger knows that, and nothing of its words. */
export type ChatLine = { ago: number; by: Member; chat: string; what: 'begun' | 'archived' }

export const chatStory: readonly ChatLine[] = [
  { ago: 20 * hour, by: commander, chat: 'bill', what: 'begun' },
  { ago: 12 * hour - 4, by: commander, chat: 'bill', what: 'archived' },
  { ago: 3 * hour + 4, by: commander, chat: 'report', what: 'begun' },
  { ago: 29, by: commander, chat: 'tonight', what: 'begun' },
]

/** What was asked in them. Nothing of it asks for something to be done: that would be in the queue. */
export const questions: readonly { ago: number; by: Member; chat: string; asks: string }[] = [
  {
    ago: 20 * hour,
    by: commander,
    chat: 'bill',
    asks: 'How much did we spend yesterday, and are we still SOC 2 compliant?',
  },
  { ago: 3 * hour + 4, by: commander, chat: 'report', asks: "What's the error rate on research-agent?" },
  { ago: 3 * hour + 2, by: commander, chat: 'report', asks: 'And how much does it cost?' },
  { ago: 29, by: commander, chat: 'tonight', asks: 'How are my agents?' },
  { ago: 11, by: commander, chat: 'tonight', asks: 'Any alerts, and which rule was violated last?' },
]
