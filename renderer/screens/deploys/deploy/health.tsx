import { DrawerSection } from '../../../components/drawer.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { Deploy, Surface } from '../../../deploys-api.ts'
import { useNow } from '../../../state/now.ts'

/** Its probes one by one, as they are made. */
export function Health({ deploy, surface }: { deploy: Deploy; surface: Surface | undefined }) {
  const { probes, health_attempts: attempts, path, state, outcome } = deploy
  const going = state === 'health_check' && outcome === null
  if (attempts === 0)
    return (
      <DrawerSection title="Health">
        <p className="text-muted">
          {path === 'ci' ? 'The run at the forge looks after it.' : 'Nobody looks: no address is known to ask.'}
        </p>
      </DrawerSection>
    )
  return (
    <DrawerSection
      title="Health"
      aside={
        <span className="text-s text-muted">
          {probes.length} of {attempts} {attempts === 1 ? 'probe' : 'probes'}
        </span>
      }
    >
      {surface?.health.url != null && (
        <p className="mb-1 font-mono text-s break-all text-muted">{surface.health.url}</p>
      )}
      {probes.length === 0 && !going && (
        <p className="text-muted">{outcome === null ? 'It is looked at when it is out.' : 'It was not looked at.'}</p>
      )}
      {(probes.length > 0 || going) && (
        <table className="w-full text-s">
          <thead className="sr-only">
            <tr>
              <th>Probe</th>
              <th>Found</th>
              <th>Status</th>
              <th>Took</th>
              <th>At</th>
            </tr>
          </thead>
          <tbody>
            {probes.map(({ n, ok, status, ms, error, at }) => (
              <tr key={n} className="border-b border-line align-top">
                <td className="py-1 pr-3 font-mono">{n}</td>
                <td className="py-1 pr-3">
                  <Mark means={ok ? 'ok' : 'bad'}>{ok ? 'well' : 'not well'}</Mark>
                  {error !== null && <span className="block text-muted">{error}</span>}
                </td>
                <td className="py-1 pr-3 font-mono">{status ?? 'no answer'}</td>
                <td className="py-1 pr-3 font-mono whitespace-nowrap">{Math.round(ms)} ms</td>
                <td className="py-1 text-right">
                  <Time at={at} show="clock" />
                </td>
              </tr>
            ))}
            {going && probes.length < attempts && (
              <tr>
                <td className="py-1 pr-3 font-mono text-accent">{probes.length + 1}</td>
                <td colSpan={4} className="py-1 text-accent">
                  <NextProbe last={probes.at(-1)} interval={surface?.health.interval_seconds} />
                </td>
              </tr>
            )}
          </tbody>
        </table>
      )}
    </DrawerSection>
  )
}

function NextProbe({ last, interval }: { last: Deploy['probes'][number] | undefined; interval: number | undefined }) {
  const now = useNow()
  if (last === undefined || interval === undefined) return <>is being made</>
  const seconds = Math.ceil((Date.parse(last.at) + last.ms + interval * 1000 - now) / 1000)
  return <>{seconds > 0 ? `next in ${seconds} s` : 'is being made'}</>
}
