import type { DrillRoute } from '../../../renderer/drills-api.ts'

export const someRoute = (given: Partial<DrillRoute> = {}): DrillRoute => ({
  route_id: 'gordn-1-1',
  plan_id: 'gordn-1',
  schedule_id: 'checkout',
  schedule_title: 'Checkout',
  owner: 'payments',
  escalation_owner: 'lead',
  provider: 'slack',
  action: 'deliver',
  category: 'deliver',
  acknowledgement_minutes: 30,
  slo_of: 'owner',
  reason: 'due soon',
  maintenance_window_id: null,
  owner_available: true,
  suppressed_until: null,
  created_at: '2026-06-20T12:00:00.000Z',
  slo_ends_at: '2026-06-20T12:30:00.000Z',
  acknowledgement_state: 'outstanding',
  breached: false,
  missed: false,
  superseded_by: null,
  delivery: 'delivered',
  acknowledgement: null,
  last_seq: 1,
  commands: [],
  ...given,
})

export const manyRoutes = (count: number): DrillRoute[] =>
  Array.from({ length: count }, (_, n) => someRoute({ route_id: `gordn-1-${n + 1}`, owner: `owner-${n}` }))
