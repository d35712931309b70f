/** The places by their addresses alone: whoever only asks whether a link leads to one loads none of them. */
const placePaths = [
  '/deployments',
  '/incidents',
  '/drills',
  '/deploys',
  '/assistant',
  '/traces',
  '/audit',
  '/settings',
] as const
export type PlacePath = (typeof placePaths)[number]

export const isPlace = (pathname: string): boolean =>
  placePaths.some((path) => pathname === path || pathname.startsWith(`${path}/`))
