import type { Permission } from '../../../../shared/domain/permission.ts'

/** Why somebody may not, in the words of the buttons; null where they may, or where that is not known yet. */
export function whyNotPermitted(
  held: Readonly<Partial<Record<Permission, boolean>>> | undefined,
  wanted: Permission,
  what: string,
): string | null {
  if (held === undefined || held[wanted]) return null
  return `${what} needs the permission ${wanted}, which your roles do not carry.`
}
