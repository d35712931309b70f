import type { Place } from '../../shared/contract/desktop.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'

const scheme = 'countersign:'
const longest = 2000

/**
 * The places a link may name, and what it may say about them. Nothing here makes the console do something: a link
 * chooses what is looked at. `queue` is what the rail calls the deployment actions.
 */
const places: Readonly<Record<string, { path: string; parts: RegExp; search: readonly string[] }>> = {
  queue: { path: 'deployments', parts: uuid(), search: filters('tier', 'type', 'mode', 'pending', 'needs_me') },
  deployments: { path: 'deployments', parts: uuid(), search: filters('tier', 'type', 'mode', 'pending', 'needs_me') },
  incidents: { path: 'incidents', parts: uuid(), search: filters('severity', 'owner') },
  drills: { path: 'drills', parts: uuid(), search: filters('severity', 'owner') },
  deploys: { path: 'deploys', parts: uuid(), search: filters('surface') },
  assistant: { path: 'assistant', parts: /^$/, search: ['session'] },
  traces: { path: 'traces', parts: /^(\/[0-9A-Za-z-]{1,64})?$/, search: filters('agent') },
  audit: { path: 'audit', parts: /^$/, search: ['entry', 'action', 'subject'] },
  settings: { path: 'settings', parts: /^(\/[a-z]+(-[a-z]+)*)?$/, search: [] },
}

/** Reads a link once. What is not understood to the last letter is refused, never guessed at. */
export function placeFromLink(link: string): Result<Place> {
  const url = link.length <= longest ? URL.parse(link) : null
  if (url === null || url.protocol !== scheme) return refuse('invalid_input', 'This is not a Countersign link.')
  // The parser mends what it can (`..`, stray blanks): a link that needed mending is not one of ours.
  if (url.href !== link) return unknown()
  if (url.username !== '' || url.password !== '' || url.port !== '' || url.hash !== '') return unknown()
  const place = Object.hasOwn(places, url.host) ? places[url.host] : undefined
  const parts = url.pathname === '/' ? '' : url.pathname
  if (place === undefined || !place.parts.test(parts)) return unknown()
  const names = [...url.searchParams.keys()]
  if (!names.every((name) => place.search.includes(name))) return unknown()
  if ([...url.searchParams.values()].some(hasControlCharacters)) return unknown()
  const search = url.searchParams.toString()
  return ok<Place>(`#/${place.path}${parts}${search === '' ? '' : `?${search}`}`)
}

/** The link among a program's arguments: Windows and Linux hand links over that way, flags of Chromium beside them. */
export const linkIn = (argv: readonly string[]): string | undefined =>
  argv.slice(1).find((argument) => argument.startsWith(scheme))

function uuid(): RegExp {
  return /^(\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/
}

function filters(...more: string[]): readonly string[] {
  return ['q', 'status', 'sort', ...more]
}

const hasControlCharacters = (value: string) => /\p{Cc}/u.test(value)

const unknown = () => refuse('invalid_input', 'This link names no place in the console.')
