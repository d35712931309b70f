import { useMutation, useQuery } from '@tanstack/react-query'
import { deploysApi, type ForgeToken } from '../../deploys-api.ts'
import { deployKeys, forgeTokenQuery, refreshDeploys } from '../../state/deploys.ts'
import { queryClient } from '../../state/queries.ts'

const refresh = () => void refreshDeploys()

export const usePutSurface = () =>
  useMutation({
    mutationFn: ({ id, body }: { id: string; body: Parameters<typeof deploysApi.putSurface>[1] }) =>
      deploysApi.putSurface(id, body),
    onSuccess: refresh,
  })

export const useTestSurface = () => useMutation({ mutationFn: (id: string) => deploysApi.testSurface(id) })

export const usePutSurfaceSecret = () =>
  useMutation({
    mutationFn: ({ id, name, value }: { id: string; name: string; value: string }) =>
      deploysApi.putSecret(id, name, value),
    onSuccess: refresh,
  })

export const useForgeToken = (base: string) => useQuery(forgeTokenQuery(base))

const learn = (base: string) => (token: ForgeToken) => queryClient.setQueryData(deployKeys.forgeToken(base), token)

export const usePutForgeToken = (base: string) =>
  useMutation({
    mutationFn: (token: string) => deploysApi.putForgeToken({ token, api_base: base }),
    onSuccess: learn(base),
  })

export const useRemoveForgeToken = (base: string) =>
  useMutation({
    mutationFn: () => deploysApi.removeForgeToken({ api_base: base }),
    onSuccess: learn(base),
  })
