import { ok, type Result, refuse } from '../../../shared/domain/result.ts'

/** A place in the order of a list: a number that orders it, and what orders those that have the same. */
export type Place = { first: number; second: string }

export const writePlace = (list: string, { first, second }: Place): string =>
  Buffer.from(`${list} after ${first} ${second}`).toString('base64url')

export function readPlace(list: string, second: RegExp, cursor: string | undefined): Result<Place | undefined> {
  if (cursor === undefined) return ok(undefined)
  const found = /^([a-z]+) after (-?\d{1,16}) (\S{1,100})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))
  const [, name, first, rest] = found ?? []
  if (name === list && first !== undefined && rest !== undefined && second.test(rest))
    return ok({ first: Number(first), second: rest })
  return refuse('invalid_input', 'The cursor is not one of this list.', {
    issues: [{ path: ['cursor'], message: 'not a cursor of this list' }],
  })
}
