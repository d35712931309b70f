import { looksSecret } from './secret-shapes.ts'

/** Whether a definition may say that its code, or its remote, is there: undefined if so, else what is expected instead. */
export function gitPlaceFault(place: string): string | undefined {
  // Not an option of git's, and none of the transports that run commands.
  if (place.startsWith('-') || /^[a-z0-9+.-]+::/i.test(place)) return 'expected a path or an address'
  if (/\p{Cc}/u.test(place)) return 'expected no control characters'
  if (!isWhole(place)) return 'expected an absolute path, or an address'
  if (holdsCredentials(place) || looksSecret(place)) return 'expected no credentials in it'
  const scheme = schemeOf(place)
  if (scheme !== undefined && /[?#]/.test(place)) return 'expected no query and no fragment in it'
  if (scheme === 'file') return isOwnFile(place) ? undefined : 'expected file:///… of this machine'
  return isOption(place) ? 'expected the name of a machine' : undefined
}

const schemeOf = (place: string): string | undefined => /^([a-z][a-z0-9+.-]*):\/\//i.exec(place)?.[1]?.toLowerCase()
const authorityOf = (place: string): string => /^[^:]+:\/\/([^/?#]*)/.exec(place)?.[1] ?? ''

/** Wherever this program happens to be started, it is the same place: `scheme://…`, `host:path`, or from the root. */
const isWhole = (place: string): boolean =>
  schemeOf(place) !== undefined || /^[^/:\\]+:/.test(place) || /^[/\\]/.test(place)

/** A definition stands in the ledger for good. By ssh, whom one asks as is a name and nothing secret. */
function holdsCredentials(place: string): boolean {
  const scheme = schemeOf(place)
  if (scheme === undefined) return /^[^/@]*:[^/@]*@/.test(place)
  const before = /^[^/?#]*@/.exec(place.slice(scheme.length + 3))?.[0]
  return before !== undefined && (scheme !== 'ssh' && scheme !== 'git+ssh' ? true : before.includes(':'))
}

/** Of another machine, or with a hidden separator in it, it names no folder of this one. */
const isOwnFile = (place: string): boolean =>
  /^file:\/\/(?:localhost)?\//i.test(place) && !/%(?:2f|5c|00)/i.test(place) && isEscapedWell(place)

function isEscapedWell(place: string): boolean {
  try {
    decodeURIComponent(place)
    return true
  } catch {
    return false
  }
}

/** What programs that are given a host, or whom to ask as, would take for something else. Nobody has to escape either. */
function isOption(place: string): boolean {
  const authority = schemeOf(place) === undefined ? (/^([^/:\\]+):/.exec(place)?.[1] ?? '') : authorityOf(place)
  return authority.includes('%') || authority.split('@').some((part) => part.startsWith('-'))
}
