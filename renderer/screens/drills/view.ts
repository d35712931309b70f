export const views = ['routes', 'schedules', 'runs'] as const
export type View = (typeof views)[number]

/** Which part of the place is shown: the routes, where the address does not say. */
export const readView = (search: Record<string, unknown>): { view: View } => ({
  view: views.find((each) => each === search.view) ?? 'routes',
})
