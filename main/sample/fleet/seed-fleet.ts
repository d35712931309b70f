import type { Services } from '../../services.ts'
import { putAlerts } from '../../store/ingest/put-alerts.ts'
import { ingestSpans } from '../../use-cases/telemetry/ingest-spans.ts'
import { takeAlerts } from '../../use-cases/telemetry/take-alerts.ts'
import { takeEvaluations } from '../../use-cases/telemetry/take-evaluations.ts'
import { castOf } from '../cast.ts'
import { commander } from '../queue-story.ts'
import { detectedAlerts, fleetAlerts } from './fleet-alerts.ts'
import { fleetEvaluations } from './fleet-evaluations.ts'
import { fleetRuns } from './fleet-runs.ts'
import { randomFrom } from './random.ts'

const atOnce = 500

/** What the sample's fleet reported until now, taken in as if it had been sent. None of it is in the ledger. */
export async function seedFleet(services: Services): Promise<void> {
  const { store, workspace, clock } = services
  const now = clock()
  const random = randomFrom(20_260_429)
  const runs = fleetRuns(now, random)
  await ingestSpans(services, workspace, runs.flat())
  const judged = fleetEvaluations(runs, now, random)
  const { act } = castOf(services)
  for (let from = 0; from < judged.length; from += atOnce)
    await act(commander, (does) => takeEvaluations(services, does, judged.slice(from, from + atOnce)))
  await act(commander, (does) => takeAlerts(services, does, fleetAlerts(now)))
  await store.write(workspace, (tx) => putAlerts(tx, store.engine, detectedAlerts(now)))
}
