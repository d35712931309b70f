import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from '../../../api.ts'
import { subscribeEntries } from '../../../state/live.ts'
import { queryClient } from '../../../state/queries.ts'
import type { Circumstances } from './explain.ts'

export const policyKey = ['workspace', 'policy'] as const
const holdKey = ['workspace', 'hold'] as const

/** Whether the workspace is held, and whether one person is enough: as it is while the form is open. */
export function useCircumstances(): Circumstances {
  const hold = useQuery({ queryKey: holdKey, queryFn: ({ signal }) => api.hold(signal) })
  const policy = useQuery({ queryKey: policyKey, queryFn: ({ signal }) => api.policy(signal) })
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => /^workspace\.(hold|policy)\./.test(action)))
          void queryClient.invalidateQueries({ queryKey: ['workspace'] })
      }),
    [],
  )
  return { held: hold.data?.held, singleOperator: policy.data?.single_operator ?? false }
}
