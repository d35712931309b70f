import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, type Policy } from '../api.ts'
import { subscribeEntries } from './live.ts'
import { queryClient } from './queries.ts'

const policy = queryOptions({ queryKey: ['workspace', 'policy'], queryFn: ({ signal }) => api.policy(signal) })

export const learnPolicy = (answer: Policy): void => void queryClient.setQueryData(policy.queryKey, answer)

/** What is asked of people here, as it is now: another window may change it. */
export function usePolicy() {
  useEffect(
    () =>
      subscribeEntries((entries) => {
        if (entries.some(({ action }) => /^workspace\.((drill_)?policy|retention|legal_hold)\./.test(action)))
          void queryClient.invalidateQueries({ queryKey: policy.queryKey })
      }),
    [],
  )
  return useQuery(policy)
}
