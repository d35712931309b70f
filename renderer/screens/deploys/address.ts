export const deployViews = ['surfaces', 'history'] as const
export type DeployView = (typeof deployViews)[number]

/** The place's state in the address: the part that is shown, the surface or the deploy that is open, the deploy being made. */
export type DeploysAddress = {
  view: DeployView
  /** The surface in the drawer. */
  surface?: string
  /** A deploy, on its own page. */
  open?: string
  /** The surface to which a deploy is being made, what of it, and by which path. */
  make?: string
  to?: string
  path?: 'local' | 'ci'
}

const textIn = (value: unknown, longest: number): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined

export function readAddress({ view, surface, open, make, to, path }: Record<string, unknown>): DeploysAddress {
  const found = {
    surface: textIn(surface, 50),
    open: textIn(open, 100),
    make: textIn(make, 50),
    to: textIn(to, 200),
    path: path === 'local' || path === 'ci' ? path : undefined,
  }
  const there = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
  return { view: deployViews.find((each) => each === view) ?? 'surfaces', ...there }
}
