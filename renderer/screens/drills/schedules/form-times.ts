const two = (value: number): string => String(value).padStart(2, '0')

/** As a field for a local day and time has it; nothing where it is no time. */
export function localOf(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return ''
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The same as a text that leaves no doubt: with its offset, which is another one in summer. Nothing where it is no time. */
export function writtenOut(local: string): string | undefined {
  const date = new Date(local)
  if (Number.isNaN(date.getTime())) return undefined
  const offset = -date.getTimezoneOffset()
  const size = Math.abs(offset)
  const east = offset < 0 ? '-' : '+'
  return `${localOf(date.toISOString())}${east}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/**
 * And back. A field has no seconds: what was not touched stays to the millisecond what it was. What is no time goes on as
 * it is, so that the server says so where it stands.
 */
export function isoOf(local: string, before: readonly string[] = []): string {
  const kept = before.find((iso) => localOf(iso) === local)
  if (kept !== undefined) return kept
  const date = new Date(local)
  return Number.isNaN(date.getTime()) ? local : date.toISOString()
}
