import type { Refusal } from '../shared/domain/result.ts'
import { version } from './version.ts'

/** Every answer says by this which version made it: a server may be upgraded while consoles are connected to it. */
export const versionHeader = 'x-countersign-version'

/** Why a server of this version and this program cannot work together; undefined where they can. */
export function unfitting(theirs: string): Refusal | undefined {
  if (breaking(theirs) === breaking(version)) return undefined
  return {
    code: 'connection_refused',
    detail: `The server runs Countersign ${theirs}; this console is ${version}. They must be of one major version.`,
    fields: { server_version: theirs, console_version: version },
  }
}

/** Below 1.0 the minor number is what breaks. */
function breaking(text: string): string {
  const [first = '', second = ''] = text.split('.')
  return first === '0' ? `0.${second}` : first
}
