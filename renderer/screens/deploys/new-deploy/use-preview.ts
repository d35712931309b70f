import { useQuery } from '@tanstack/react-query'
import { type DeployDiff, deploysApi } from '../../../deploys-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { queryClient } from '../../../state/queries.ts'

const keyOf = (surface: string, to: string | undefined) => ['deploy-preview', surface, to ?? null] as const

/**
 * What would ship, as it was when it was asked for. It does not change under whoever reads it: the server compares it once
 * more when the phrase was typed. It is asked for anew by hand, and never by news.
 */
export const usePreview = (surface: string, to: string | undefined) =>
  useQuery({
    queryKey: keyOf(surface, to),
    queryFn: ({ signal }) => deploysApi.diff(surface, to, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })

/** What the server said would ship instead. */
export const learnPreview = (surface: string, to: string | undefined, diff: DeployDiff): void =>
  void queryClient.setQueryData(keyOf(surface, to), diff)

export const usePatch = (diff: DeployDiff, path: string | undefined) =>
  useQuery({
    queryKey: ['deploy-preview', 'patch', diff.preview_id, path ?? ''],
    queryFn: ({ signal }) => deploysApi.patch(diff.surface, { path: path ?? '', preview_id: diff.preview_id }, signal),
    enabled: path !== undefined,
    // Both ends are commits: what lies between them stays.
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The preview that came with a refusal, if it is about that. */
export function movedDiff(error: unknown): DeployDiff | undefined {
  if (!(error instanceof ApiProblem) || error.code !== 'target_moved') return undefined
  const { diff } = error.fields
  return typeof diff === 'object' && diff !== null && 'preview_id' in diff ? (diff as DeployDiff) : undefined
}
