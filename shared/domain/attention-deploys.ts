import { summed, type Told } from './attention.ts'
import { type Note, plain } from './attention-text.ts'
import type { Entry } from './entry.ts'
import type { DeployKind } from './gate.ts'
import type { SurfaceEnvironment } from './surface.ts'

/** Why somebody is called to a deploy: it waits for them, it is not well, it broke later on, or it was lost sight of. */
export type DeployWhy = 'deploy_approval' | 'deploy_unwell' | 'deploy_alert' | 'deploy_unfinished'
export type DeployRow = {
  why: DeployWhy
  id: string
  kind: DeployKind
  surface: string
  environment: SurfaceEnvironment
  app: string
}
export type DeployNews =
  | { why: DeployWhy; row: DeployRow }
  /** More at once than anybody reads one by one. */
  | { why: DeployWhy; count: number; standing: boolean }

export type DeployAttention = {
  news: DeployNews[]
  /** What was said now or earlier of what still stands. */
  said: ReadonlyMap<string, number>
}

const few = 3
const inOrder: readonly DeployWhy[] = ['deploy_alert', 'deploy_unwell', 'deploy_unfinished', 'deploy_approval']

/** What to say now of deploys: each thing once. What stood already when somebody opened the console is told as a sum. */
export function attendDeploys(rows: readonly DeployRow[], told: Told | null): DeployAttention {
  const opening = told === null
  const news = inOrder.flatMap((why) => {
    const all = rows.filter((row) => row.why === why)
    const fresh = all.filter((row) => !told?.said.has(keyOf(row)))
    return summed(
      fresh,
      opening ? 1 : few,
      (row): DeployNews => ({ why, row }),
      (count): DeployNews => ({ why, count, standing: opening || fresh.length === all.length }),
    )
  })
  return { news, said: new Map(rows.map((row) => [keyOf(row), Number.POSITIVE_INFINITY])) }
}

const keyOf = ({ why, id }: Pick<DeployRow, 'why' | 'id'>): string => `${why} ${id}`

const changing = /^(console\.deploy\.|deploy\.(approval|push)\.|surface\.(alert|running)\.)/

/** Whether an entry of the ledger may change who is called to which deploy. A probe or a found run changes nothing of it. */
export const changesDeploys = ({ action }: Pick<Entry, 'action'>): boolean => changing.test(action)

export function deployNoteOf(news: DeployNews, where: string): Note {
  const { why } = news
  if ('count' in news)
    return { title: sumTitle(news), body: plain(where, bodyMax), place: '#/deploys', about: null, tag: `${why}s` }
  const { id, environment, app } = news.row
  return {
    title: plain(`${environment.toUpperCase()}: ${sentenceOf(news.row)}`, 80),
    body: plain(
      [app, ...(why === 'deploy_approval' ? [] : ['its rollback is one button away']), where].join(' · '),
      bodyMax,
    ),
    place: `#/deploys/${encodeURIComponent(id.toWellFormed())}`,
    about: id,
    tag: keyOf(news.row),
  }
}

const bodyMax = 240

function sentenceOf({ why, kind, surface }: DeployRow): string {
  switch (why) {
    case 'deploy_approval':
      return `the ${kind} of ${surface} needs your approval`
    case 'deploy_unwell':
      return `${surface} is not well after its ${kind}`
    case 'deploy_alert':
      return `${surface} is not well any more`
    case 'deploy_unfinished':
      return `what became of the ${kind} of ${surface} is not known`
    default:
      return why satisfies never
  }
}

function sumTitle({ why, count, standing }: Extract<DeployNews, { count: number }>): string {
  const many = `${count}${standing ? '' : ' more'}`
  const one = count === 1
  switch (why) {
    case 'deploy_approval':
      return `${many} ${one ? 'deploy needs' : 'deploys need'} your approval`
    case 'deploy_unwell':
      return `${many} ${one ? 'surface is' : 'surfaces are'} not well after a deploy`
    case 'deploy_alert':
      return `${many} ${one ? 'surface is' : 'surfaces are'} not well any more`
    case 'deploy_unfinished':
      return `${many} ${one ? 'deploy' : 'deploys'} of which nobody knows what became`
    default:
      return why satisfies never
  }
}
