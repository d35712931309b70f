import { useQuery } from '@tanstack/react-query'
import { api, type Entry } from '../../../api.ts'
import { DrawerSection } from '../../../components/drawer.tsx'
import { ErrorState } from '../../../components/states.tsx'
import type { DrillRouteDetail } from '../../../drills-api.ts'
import { EntriesProof } from '../../queue/drawer/entries-proof.tsx'
import { drillSubject, planned, textIn } from '../entry-names.ts'

/** Plans of one schedule: a route's own is seldom far back. */
const plansBack = 200

/** The entries behind a route: the plan that made it, and every answer to it. */
export function RouteLedger({ route }: { route: DrillRouteDetail }) {
  const seqs = route.acknowledgements.map(({ seq }) => seq)
  const { data, error, refetch } = useQuery({
    queryKey: ['drills', 'entries', route.route_id, seqs],
    queryFn: ({ signal }) => entriesOf(route, seqs, signal),
  })
  if (error !== null && data === undefined)
    return (
      <DrawerSection title="Ledger">
        <ErrorState what="The entries" error={error} onRetry={() => void refetch()} />
      </DrawerSection>
    )
  if (data === undefined || data.length === 0) return null
  return <EntriesProof entries={data} total={data.length} />
}

async function entriesOf({ schedule_id, plan_id }: DrillRouteDetail, seqs: readonly number[], signal: AbortSignal) {
  const about = { subject: drillSubject(schedule_id), action: planned }
  const [plans, answers] = await Promise.all([
    api.entries({ ...about, order: 'desc', limit: plansBack }, signal),
    Promise.all(seqs.map(async (seq) => (await api.entries({ after: seq - 1, limit: 1 }, signal)).items)),
  ])
  const plan = plans.items.filter(({ data }) => textIn(data, 'plan_id') === plan_id)
  const wanted = new Set(seqs)
  return [...plan, ...answers.flat().filter(({ seq }: Entry) => wanted.has(seq))].sort((a, b) => a.seq - b.seq)
}
