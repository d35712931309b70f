import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { drillsApi, type NewDrillSchedule } from '../../../drills-api.ts'

const patience = 350
type Wanted = { schedule: NewDrillSchedule; at?: string } | null

/**
 * The plan that a schedule would lead to, by the server's own rules; asked when somebody has stopped typing. What was
 * shown stays while the next one is asked for, and says that it is not of what stands there now.
 */
export function usePreview(schedule: NewDrillSchedule | null, at: string | null) {
  const wanted: Wanted = schedule === null ? null : { schedule, ...(at === null ? {} : { at }) }
  const text = JSON.stringify(wanted)
  const [settled, setSettled] = useState({ text, wanted })
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ text, wanted: JSON.parse(text) as Wanted }), patience)
    return () => clearTimeout(timer)
  }, [text])
  const query = useQuery({
    queryKey: ['drills-preview', settled.text],
    queryFn: ({ signal }) => (settled.wanted === null ? null : drillsApi.previewSchedule(settled.wanted, signal)),
    enabled: settled.wanted !== null,
    placeholderData: (before) => before,
    // Who is told follows from the time too.
    refetchInterval: at === null ? 60_000 : false,
    gcTime: 0,
  })
  /** Of what stands there now, though it may just be asked for again. */
  const isOfThis = settled.text === text && !query.isPlaceholderData
  return { ...query, isOfThis, current: isOfThis && !query.isFetching }
}
