import { queryOptions, useQuery } from '@tanstack/react-query'
import { deploysApi } from '../deploys-api.ts'
import { queryClient } from './queries.ts'
import { useRefreshOnNews } from './refresh-on-news.ts'

/** Hosts are looked at by the server in the meantime, and no entry tells what they said. */
const beat = 10_000

export const deployKeys = {
  all: ['deploys'],
  surfaces: ['deploys', 'surfaces'],
  surface: (id: string) => ['deploys', 'surface', id],
  list: (filter: object) => ['deploys', 'list', filter],
  deploy: (id: string) => ['deploys', 'deploy', id],
  forgeToken: (base: string) => ['deploys', 'forge-token', base],
} as const

const surfaces = queryOptions({
  queryKey: deployKeys.surfaces,
  queryFn: ({ signal }) => deploysApi.surfaces(signal),
  // A host that was not heard of yet is being asked just now. One that never answers is waited for no faster than others.
  refetchInterval: ({ state: { data, dataUpdateCount } }) =>
    dataUpdateCount < 10 && data?.items.some(({ running }) => running.observed_at === null && running.error === null)
      ? 1_000
      : beat,
})

/** What runs where, and what goes on: rail and screen show the same. */
export const useSurfaces = () => useQuery(surfaces)

/** Why the list could not be read when it was last asked for. This asks for nothing itself. */
export const useSurfacesError = (): Error | null => useQuery({ ...surfaces, enabled: false }).error

/** One's own token at one forge: whether it is there and whose it is, never the token. */
export const forgeTokenQuery = (base: string) =>
  queryOptions({
    queryKey: deployKeys.forgeToken(base),
    queryFn: ({ signal }) => deploysApi.forgeToken({ api_base: base }, signal),
  })

/** What was just asked for has changed something, or was refused because something had changed. */
export const refreshDeploys = (): Promise<void> => queryClient.invalidateQueries({ queryKey: deployKeys.all })

const isAboutDeploys = ({ action }: { action: string }): boolean => /^(deploy|surface|console\.deploy)\./.test(action)

/** Reads anew when the ledger says so. */
export const useDeployNews = (): void => useRefreshOnNews(isAboutDeploys, refreshDeploys)
