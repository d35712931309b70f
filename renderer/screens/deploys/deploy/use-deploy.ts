import { useQuery } from '@tanstack/react-query'
import { type Deploy, deploysApi } from '../../../deploys-api.ts'
import { deployKeys } from '../../../state/deploys.ts'
import { queryClient } from '../../../state/queries.ts'

/** Entries tell of news; what no entry tells of (who may approve at the forge) is asked for while it goes on. */
const beat = 5_000

/** Read anew with every entry that is about deploys. */
export const useDeploy = (id: string) =>
  useQuery({
    queryKey: deployKeys.deploy(id),
    queryFn: ({ signal }) => deploysApi.deploy(id, signal),
    refetchInterval: ({ state: { data } }) => (data?.outcome === null ? beat : false),
  })

/** What the server answered to something that was done to it is newer than what is known. */
export const learnDeploy = (deploy: Deploy): void => void queryClient.setQueryData(deployKeys.deploy(deploy.id), deploy)
