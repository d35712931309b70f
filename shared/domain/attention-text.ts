import { type News, summed, type Why } from './attention.ts'
import type { Entry } from './entry.ts'

/** What is shown to a person, and the place of the console that it leads to: nothing else can come of a click. */
export type Note = {
  title: string
  body: string
  place: `#/${string}`
  /** The action that it is about, if it is about one. */
  about: string | null
  /** The same thing said twice replaces itself. */
  tag: string
}

type Surroundings = {
  /** The connection and its environment: nobody may mistake which one calls. */
  where: string
  /** A time as the reader's clock shows it. What a note says stays on the screen, so it never says "in two minutes". */
  timeOf(at: string): string
}

export function noteOf(news: News, { where, timeOf }: Surroundings): Note {
  if ('count' in news) {
    const title = sumTitle(news.why, news.count, news.standing)
    return { title, body: plain(where, bodyMax), place: listPlace[news.why], about: null, tag: `${news.why}s` }
  }
  const { why, row, needsMe } = news
  const title = `${rowTitle(why, needsMe)}: ${row.type.replaceAll('_', ' ')}`
  const until = why === 'review' ? [] : [`until ${timeOf(row.expires_at)}`]
  const body = [row.target_ref, `tier ${row.tier}`, ...until, where].join(' · ')
  return about(row.id, { title, body, tag: `${why} ${row.id}` })
}

export type Alert = { id: string; target: string; message: string }
const fewAlerts = 3

/** What the ledger's news asks to be said to everybody: the alerts that were raised. */
export function alertsIn(entries: readonly Pick<Entry, 'action' | 'subject' | 'data'>[]): Alert[] {
  return entries.flatMap(({ action, subject, data }) => {
    if (action !== 'alert.notice.raised' || !subject.startsWith('action:')) return []
    const { target_ref: target, message } = Object(data) as { target_ref?: unknown; message?: unknown }
    const id = subject.slice('action:'.length)
    return typeof target === 'string' && typeof message === 'string' ? [{ id, target, message }] : []
  })
}

export function alertNotes(alerts: readonly Alert[], where: string): Note[] {
  return summed(
    alerts,
    fewAlerts,
    ({ id, target, message }): Note =>
      about(id, { title: `Alert: ${target}`, body: `${message} · ${where}`, tag: `alert ${id}` }),
    (count): Note => ({
      title: `${count} alerts were raised`,
      body: plain(where, bodyMax),
      place: '#/deployments?type=alert',
      about: null,
      tag: 'alerts',
    }),
  )
}

const titleMax = 80
const bodyMax = 240

function about(id: string, { title, body, tag }: Pick<Note, 'title' | 'body' | 'tag'>): Note {
  const place = `#/deployments?open=${encodeURIComponent(id.toWellFormed())}` as const
  return { title: plain(title, titleMax), body: plain(body, bodyMax), place, about: id, tag }
}

/** What turns the direction of writing, or breaks lines, could make one thing look like another. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]+/gu

/** One line of plain text, no longer than it may be. */
export function plain(text: string, max: number): string {
  const letters = Array.from(text.toWellFormed().replace(unseen, ' ').trim())
  return letters.length <= max ? letters.join('') : `${letters.slice(0, max - 1).join('')}…`
}

function rowTitle(why: Why, needsMe: boolean): string {
  switch (why) {
    case 'approval':
      return 'Needs your approval'
    case 'expiring':
      return needsMe ? 'Runs out soon, needs your approval' : 'Runs out soon, not approved'
    case 'review':
      return 'Glass was broken, needs your review'
    default:
      return why satisfies never
  }
}

function sumTitle(why: Why, count: number, standing: boolean): string {
  const [more, actions] = [standing ? '' : ' more', count === 1 ? 'action' : 'actions']
  switch (why) {
    case 'approval':
      return `${count}${more} ${actions} ${count === 1 ? 'needs' : 'need'} your approval`
    case 'expiring':
      return `${count} ${actions} ${count === 1 ? 'runs' : 'run'} out soon, not approved`
    case 'review':
      return `${count}${more} broken-glass ${count === 1 ? 'review is' : 'reviews are'} open`
    default:
      return why satisfies never
  }
}

const listPlace: Readonly<Record<Why, Note['place']>> = {
  approval: '#/deployments?needs_me=true',
  expiring: '#/deployments?pending=true',
  review: '#/deployments?review_open=true',
}
