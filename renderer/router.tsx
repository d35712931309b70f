import {
  type AnyRoute,
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { homePlace, type Place, places } from './places.ts'
import { NotFoundScreen } from './screens/not-found.tsx'
import { PlaceFailed, PlaceLoading } from './screens/place-states.tsx'
import { SignedInScreen } from './screens/signed-in.tsx'
import { Gate } from './shell/gate.tsx'

const root = createRootRoute({ component: Gate, notFoundComponent: NotFoundScreen })

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: homePlace.path, replace: true })
  },
})

const signedIn = createRoute({ getParentRoute: () => root, path: '/signed-in', component: SignedInScreen })

function routesOf({ path, parts, opens, load }: Place): AnyRoute[] {
  const component = lazyRouteComponent(async () => ({ default: await load() }))
  const shared = { getParentRoute: () => root, pendingComponent: PlaceLoading, errorComponent: PlaceFailed }
  const one = createRoute({
    ...shared,
    path: `${path}/$id`,
    beforeLoad: ({ params, search }) => {
      throw redirect({ to: path, search: { ...search, open: params.id } as never, replace: true })
    },
  })
  if (parts === undefined) return [createRoute({ ...shared, path, component }), ...(opens ? [one] : [])]
  const bare = createRoute({
    ...shared,
    path,
    beforeLoad: () => {
      throw redirect({ to: `${path}/${parts[0]}`, replace: true })
    },
  })
  return [bare, ...parts.map((part) => createRoute({ ...shared, path: `${path}/${part}`, component }))]
}

export const router = createRouter({
  routeTree: root.addChildren([home, signedIn, ...places.flatMap(routesOf)]),
  history: createHashHistory(),
  defaultPendingMs: 150,
  defaultPreload: 'intent',
  scrollRestoration: false,
})
