/** What a CHECK of the database has let in: anything else is a bug. */
export function oneOf<T extends string>(words: readonly T[], found: string): T {
  const known = words.find((word) => word === found)
  if (known === undefined) throw new Error(`a row says ${found}, which is none of ${words.join(', ')}`)
  return known
}
