import { evidenceBounds } from '../../shared/domain/evidence/format.ts'

/**
 * Why a member may not be called so, if it may not. Nothing is ever written to disk under such a name; but whoever unpacks
 * the package with another tool, to read what was found good here, would have it written.
 */
export function nameFault(raw: Buffer, taken: ReadonlySet<string>): string | undefined {
  const name = raw.toString('utf8')
  if (!Buffer.from(name).equals(raw)) return 'its name is not UTF-8'
  if (raw.length === 0) return 'it has no name'
  if (raw.length > evidenceBounds.nameLength) return `its name is longer than ${evidenceBounds.nameLength} bytes`
  if (/\p{Cc}/u.test(name)) return 'its name has control characters'
  if (name.includes('\\')) return 'its name has a backslash'
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'its name is an absolute path'
  if (name.split('/').includes('..')) return 'its name leads out of the package'
  if (name.endsWith('/')) return 'it is a directory'
  if (!/^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)?$/i.test(name)) return 'no file of a package has such a name'
  if (taken.has(name.toLowerCase())) return 'another member has the same name'
  return undefined
}
