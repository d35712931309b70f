import { useQuery } from '@tanstack/react-query'
import { deploysApi } from '../../../deploys-api.ts'
import { deployKeys } from '../../../state/deploys.ts'

/** What its host can go back to, newest first. */
export const useReleases = (id: string) =>
  useQuery({
    queryKey: [...deployKeys.surface(id), 'releases'],
    queryFn: async ({ signal }) => (await deploysApi.releases(id, signal)).items,
  })
