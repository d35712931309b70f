import type { Surface } from '../../../deploys-api.ts'

/** What is unwell comes first, then what moves, then what waits for somebody; the rest as it was defined. */
function rankOf({ alert, in_flight, open_reviews }: Surface): number {
  if (alert !== null) return 0
  if (in_flight.length > 0) return 1
  return open_reviews.length > 0 ? 2 : 3
}

/** The ids in the order in which they are wanted. */
export const wantedOrder = (surfaces: readonly Surface[]): string[] =>
  surfaces
    .map((surface, place) => ({ id: surface.id, place, rank: rankOf(surface) }))
    .sort((one, other) => one.rank - other.rank || one.place - other.place)
    .map(({ id }) => id)

/** While somebody reads, nothing moves under their hand: what is new comes last, what is gone leaves. */
export function steadyOrder(before: readonly string[], surfaces: readonly Surface[], reading: boolean): string[] {
  const wanted = wantedOrder(surfaces)
  if (!reading || before.length === 0) return wanted
  const there = before.filter((id) => wanted.includes(id))
  return [...there, ...wanted.filter((id) => !before.includes(id))]
}
