import type { Entry } from '../../api.ts'

/** What an entry says under a name: anything, as another program may have written it. */
export const field = ({ data }: Pick<Entry, 'data'>, name: string): unknown =>
  typeof data === 'object' && data !== null ? Object.entries(data).find(([each]) => each === name)?.[1] : undefined

/** Nothing, where there is no text or none of it. */
export function text(entry: Pick<Entry, 'data'>, name: string): string | undefined {
  const value = field(entry, name)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

export function texts(entry: Pick<Entry, 'data'>, name: string): string[] {
  const value = field(entry, name)
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
