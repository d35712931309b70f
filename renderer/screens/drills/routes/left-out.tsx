import { useQuery } from '@tanstack/react-query'
import { count } from '../../../components/clock.ts'
import { drillsApi } from '../../../drills-api.ts'
import { queryOf, type RoutesFilter } from './address.ts'

/** How many routes that were told again are not in what the filter shows, and so not in its export. */
export function LeftOut({ filter }: { filter: RoutesFilter }) {
  const { data, error } = useQuery({
    queryKey: ['drills', 'left out', filter],
    queryFn: async ({ signal }) => {
      const query = { ...queryOf(filter), limit: 1 }
      const all = await drillsApi.routes({ ...query, superseded: 'true' }, signal)
      return all.total - (await drillsApi.routes(query, signal)).total
    },
    enabled: !filter.superseded,
    gcTime: 0,
  })
  if (filter.superseded) return null
  if (error !== null && data === undefined)
    return <p>How many routes that were told again are left out could not be read.</p>
  if (data === undefined || data <= 0) return null
  return (
    <p>
      {count(data)} {data === 1 ? 'route that was' : 'routes that were'} told again by a later plan{' '}
      {data === 1 ? 'is' : 'are'} left out. The filter “With those told again” brings {data === 1 ? 'it' : 'them'} in.
    </p>
  )
}
