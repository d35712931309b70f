import { useMutation, useQuery } from '@tanstack/react-query'
import { deploysApi, type ForgeToken } from '../../deploys-api.ts'
import { deployKeys, refreshDeploys } from '../../state/deploys.ts'
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

const tokenKey = (base: string) => [...deployKeys.all, 'token', base]

/** One's own, at one forge: whether it is there and whose it is, never the token. */
export const useForgeToken = (base: string) =>
  useQuery({ queryKey: tokenKey(base), queryFn: ({ signal }) => deploysApi.forgeToken({ api_base: base }, signal) })

const learn = (base: string) => (token: ForgeToken) => queryClient.setQueryData(tokenKey(base), token)

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
