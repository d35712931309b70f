import type { z } from '@hono/zod-openapi'
import type { Surface } from '../../../shared/contract/surfaces.ts'
import { type GateCircumstances, offersAt } from '../../../shared/domain/surface-guards.ts'
import { sameCommit } from '../../../shared/domain/surface-standing.ts'

export type View = z.output<typeof Surface>
type Asker = Pick<GateCircumstances, 'permissions' | 'isNamed'>

/** Whoever did it has a name already; the guards do not look at them. */
const somebody = { id: '-', digest: '-' }

/** What a guard looks at, from the view of a surface that somebody else answers for. */
export function circumstancesIn(there: View, asker: Asker, now: string): GateCircumstances {
  return {
    ...asker,
    now,
    paths: { local: there.paths.local !== undefined, ci: there.paths.ci !== undefined },
    inFlight: there.in_flight.map(({ id, kind }) => ({ deploy_id: id, kind })),
    last: null,
    standing: {
      lock: there.lock && { reason: there.lock.reason, at: there.lock.at, by: somebody },
      freezes: there.freezes.map(({ id, from, until, reason }) => ({
        id,
        from,
        until,
        reason,
        at: from,
        by: somebody,
      })),
      quarantined: there.quarantined.map((each) => ({ ...each, by: somebody })),
      alert: there.alert,
      running: null,
    },
  }
}

/**
 * One row for what the server and this machine both know. The server answers for it; from here it is deployed and rolled
 * back by what this machine's file says, and what goes on at either is shown.
 */
export function mergeSurface(there: View, here: View, asker: Asker, now: string): View {
  const both: View = {
    ...there,
    paths: { ...there.paths, ...(here.paths.local && { local: here.paths.local }) },
    phrase: here.paths.local ? here.phrase : there.phrase,
    running: runningOf(there, here),
    health_now: newer(there.health_now, here.health_now),
    lead: here.lead ?? there.lead,
    in_flight: byId([...here.in_flight, ...there.in_flight]),
    last_deploys: byId([...here.last_deploys, ...there.last_deploys])
      .sort((a, b) => (a.started_at < b.started_at ? 1 : -1))
      .slice(0, Math.max(here.last_deploys.length, there.last_deploys.length)),
    rollback: rollbackOf(there, here),
    lock: there.lock ?? here.lock,
    freezes: byId([...there.freezes, ...here.freezes]),
    quarantined: [
      ...there.quarantined,
      ...here.quarantined.filter(({ sha }) => !there.quarantined.some((each) => sameCommit(each.sha, sha))),
    ],
    alert: there.alert ?? here.alert,
    open_reviews: [...new Set([...there.open_reviews, ...here.open_reviews])],
    secrets: here.secrets,
    at: 'server',
  }
  const ofHere = new Map(here.commands.map((offer) => [offer.name, offer]))
  const offers = offersAt(circumstancesIn(both, asker, now)).map((offer) => {
    const own = ofHere.get(offer.name)
    // Going back waits for no server, and a file that has a fault deploys nothing.
    if (offer.name === 'rollback') return own ?? offer
    return offer.name === 'deploy_local' && own?.enabled === false ? own : offer
  })
  return { ...both, commands: offers }
}

/** Whoever asked the host last; by whom it was put there, the server knows of everybody. */
function runningOf(there: View, here: View): View['running'] {
  const seen = here.running
  const isNewer = seen.observed_at !== null && seen.observed_at > (there.running.observed_at ?? '')
  if (!isNewer) return there.running
  return sameCommit(seen.sha, there.running.sha) ? { ...there.running, observed_at: seen.observed_at } : seen
}

/** What goes out at the server only the server knows, and so also to what it would go back. */
function rollbackOf(there: View, here: View): View['rollback'] {
  const isOnlyThere = there.in_flight.some(({ id }) => here.in_flight.every((each) => each.id !== id))
  return isOnlyThere && there.rollback.to !== null ? there.rollback : here.rollback
}

function newer(there: View['health_now'], here: View['health_now']): View['health_now'] {
  if (there === null || here === null) return there ?? here
  return here.at > there.at ? here : there
}

const byId = <T extends { id: string }>(items: readonly T[]): T[] =>
  items.filter(({ id }, at) => items.findIndex((each) => each.id === id) === at)
