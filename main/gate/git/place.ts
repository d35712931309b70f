import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where a repository is: a folder of this machine, or an address that git has a transport for. */
export type Place = { kind: 'folder'; path: string } | { kind: 'address'; address: string; protocol: string }

/** The ones that run no command that an address could name. */
const protocols: Readonly<Record<string, string>> = { https: 'https', http: 'http', ssh: 'ssh', 'git+ssh': 'ssh' }

/** A machine, or whom to ask as, that a program which git starts would take for an option. */
const isOption = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*|[^/:]*@)(?<=[/@])-/i

/** As git reads it: `scheme://`, `host:path`, and a path. Undefined where git would be told to do something else. */
export function placeOf(text: string): Place | undefined {
  if (text.startsWith('-') || isOption.test(text) || /\p{Cc}/u.test(text) || /^[a-z0-9+.-]+::/i.test(text))
    return undefined
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase()
  if (scheme === 'file') return ofFileUrl(text)
  const protocol = scheme === undefined ? undefined : protocols[scheme]
  if (protocol !== undefined) return { kind: 'address', address: text, protocol }
  if (scheme !== undefined) return undefined
  const windowsPath = process.platform === 'win32' && /^[a-z]:[\\/]/i.test(text)
  if (!windowsPath && /^[^/:]+:/.test(text)) return { kind: 'address', address: text, protocol: 'ssh' }
  return { kind: 'folder', path: resolve(text) }
}

/** Of another machine, or with a hidden separator in it, it names no folder of this one. */
function ofFileUrl(text: string): Place | undefined {
  try {
    return { kind: 'folder', path: fileURLToPath(text) }
  } catch {
    return undefined
  }
}

export const addressOf = (place: Place): string => (place.kind === 'folder' ? place.path : place.address)
