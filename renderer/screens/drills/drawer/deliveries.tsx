import { DrawerSection } from '../../../components/drawer.tsx'
import { Time } from '../../../components/time.tsx'
import type { DrillRouteDetail } from '../../../drills-api.ts'
import { DeliveryMark } from '../marks.tsx'

/** How the message left the house: every attempt, and an address without anything secret in it. */
export function Deliveries({ route: { action, deliveries } }: { route: DrillRouteDetail }) {
  if (action === 'suppress') return null
  return (
    <DrawerSection title="Delivery">
      {deliveries.length === 0 && <p className="text-s text-muted">Nothing was handed to a connector yet.</p>}
      <ul className="flex flex-col gap-3">
        {deliveries.map((delivery) => (
          <li key={`${delivery.provider} ${delivery.connector}`}>
            <Delivery delivery={delivery} />
          </li>
        ))}
      </ul>
    </DrawerSection>
  )
}

function Delivery({ delivery }: { delivery: DrillRouteDetail['deliveries'][number] }) {
  const { provider, connector, outcome, attempts, url } = delivery
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3">
        <span>
          {provider} <span className="text-s text-muted">{connector === 'none' ? 'no connector' : connector}</span>
        </span>
        <DeliveryMark outcome={outcome} />
      </div>
      {url !== null && <p className="font-mono text-s break-all text-muted">{url}</p>}
      {outcome === 'unknown' && (
        <p className="text-s text-muted">
          Whoever was sending it stopped in the middle. It may have arrived, so it is never sent twice.
        </p>
      )}
      <ol aria-label="Attempts" className="mt-1 flex flex-col gap-1">
        {attempts.map(({ n, at, ended_at, status, error }) => (
          <li key={n} className="flex flex-wrap items-center gap-x-2 text-s">
            <span className="text-faint">{n}.</span>
            <Time at={at} />
            <span className="font-mono">{status === null ? '' : `HTTP ${status}`}</span>
            <span className={error === null ? 'text-muted' : 'text-bad'}>
              {error ?? (ended_at === null ? 'no end is known' : 'taken')}
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}
