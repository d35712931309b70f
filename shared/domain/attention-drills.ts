import { summed, type Told } from './attention.ts'
import { type Note, plain } from './attention-text.ts'

/** What of a route has to be known to call somebody to it. */
export type DrillRow = {
  route_id: string
  schedule_title: string
  owner: string
  provider: string
  slo_ends_at: string
}

/** What waits for an answer that this person may give, and which providers are the consoles that are open. */
export type DrillsWaiting = {
  routes: readonly DrillRow[]
  /** There are more than these, which were late first. */
  isCut: boolean
  desktops: ReadonlySet<string>
}

/** Somebody is told of a drill, or nobody has answered in time. */
type DrillWhy = 'drill' | 'late'
export type DrillNews =
  | { why: DrillWhy; row: DrillRow }
  /** More at once than anybody reads one by one. */
  | { why: DrillWhy; count: number; standing: boolean; isCut: boolean }

export type DrillAttention = {
  news: DrillNews[]
  /** What was said now or earlier of what still waits. */
  said: ReadonlyMap<string, number>
  /** When time alone makes one late, or null. */
  next: number | null
}

const few = 3

/**
 * What to say now of drills: of each route once that it is there, where the consoles themselves are how it is told, and
 * once that it is late, however it was told. What waited already when somebody opened the console is told as a sum.
 */
export function attendDrills(
  { routes, isCut, desktops }: DrillsWaiting,
  told: Told | null,
  now: number,
): DrillAttention {
  const isNews = (why: DrillWhy, { route_id }: DrillRow) => !told?.said.has(keyOf(why, route_id))
  const isLate = ({ slo_ends_at }: DrillRow) => Date.parse(slo_ends_at) <= now
  const late = routes.filter((row) => isLate(row) && isNews('late', row))
  const mine = routes.filter((row) => desktops.has(row.provider) && !isLate(row))
  const fresh = mine.filter((row) => isNews('drill', row))
  const said = new Map(
    routes.flatMap((row) => {
      const whys: DrillWhy[] = isLate(row) ? ['drill', 'late'] : desktops.has(row.provider) ? ['drill'] : []
      return whys.map((why) => [keyOf(why, row.route_id), Number.POSITIVE_INFINITY])
    }),
  )
  const opening = told === null
  const tell = (why: DrillWhy, rows: readonly DrillRow[], all: readonly DrillRow[]): DrillNews[] =>
    summed(
      rows,
      opening ? 1 : few,
      (row): DrillNews => ({ why, row }),
      (count): DrillNews => ({ why, count, standing: opening || rows.length === all.length, isCut }),
    )
  const ends = routes.map(({ slo_ends_at }) => Date.parse(slo_ends_at)).filter((end) => end > now)
  return {
    news: [...tell('late', late, routes.filter(isLate)), ...tell('drill', fresh, mine)],
    said,
    next: ends.length === 0 ? null : Math.min(...ends),
  }
}

const keyOf = (why: DrillWhy, route_id: string): string => `${why} ${route_id}`

/** Whether an entry of the ledger may change who is called to which drill. */
export const changesDrills = ({ action }: { action: string }): boolean =>
  action.startsWith('drill.notification.') ||
  action.startsWith('drill.acknowledgement.') ||
  action.startsWith('notification.connector.')

type Surroundings = { where: string; timeOf(at: string): string }

export function drillNoteOf(news: DrillNews, { where, timeOf }: Surroundings): Note {
  const { why } = news
  if ('count' in news) {
    const place = why === 'late' ? '#/drills?breached=true' : '#/drills?state=outstanding'
    return {
      title: sumTitle(news),
      body: plain(where, 240),
      place,
      about: null,
      tag: `${why}s`,
    }
  }
  const { route_id, schedule_title, owner, provider, slo_ends_at } = news.row
  const title = `${why === 'late' ? 'Nobody answered in time' : 'Rollback drill'}: ${schedule_title}`
  const body = [owner, `by ${provider}`, `answer until ${timeOf(slo_ends_at)}`, where].join(' · ')
  return {
    title: plain(title, 80),
    body: plain(body, 240),
    place: `#/drills?open=${encodeURIComponent(route_id.toWellFormed())}`,
    about: route_id,
    tag: keyOf(why, route_id),
  }
}

function sumTitle({ why, count, standing, isCut }: Extract<DrillNews, { count: number }>): string {
  const many = `${count}${isCut ? ' or more' : standing ? '' : ' more'}`
  const routes = count === 1 && !isCut ? 'drill notification' : 'drill notifications'
  if (why === 'late') return `${many} ${routes} nobody answered in time`
  return `${many} ${routes} ${count === 1 && !isCut ? 'waits' : 'wait'} for an answer`
}
