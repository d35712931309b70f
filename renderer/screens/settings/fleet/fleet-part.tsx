import { ErrorState, SkeletonRows } from '../../../components/states.tsx'
import { useFleetNews, useFleetSettings } from '../../../state/fleet.ts'
import { useMayManage } from '../may-manage.ts'
import { DetectorPart } from './detector.tsx'
import { Endpoint } from './endpoint.tsx'
import { Prices } from './prices.tsx'
import { Rules } from './rules.tsx'
import { TelemetryDays } from './telemetry-days.tsx'

/** How agents report, what their models cost, what counts as unusual, and by which rules their traces are judged. */
export function FleetPart() {
  useFleetNews()
  const { data: settings, error, refetch } = useFleetSettings()
  const { denied } = useMayManage('Fleet settings')
  return (
    <>
      {denied !== null && (
        <p className="mb-4 text-s text-muted">
          You can see all of this. {denied.replace(/^This needs/, 'Changing it needs')}
        </p>
      )}
      <Endpoint />
      {settings === undefined && error === null && <SkeletonRows what="the fleet’s settings" rows={6} />}
      {settings === undefined && error !== null && (
        <ErrorState what="The fleet’s settings" error={error} onRetry={() => void refetch()} />
      )}
      {settings !== undefined && <Prices settings={settings} />}
      <Rules />
      {settings !== undefined && (
        <>
          <DetectorPart settings={settings} />
          <TelemetryDays settings={settings} />
        </>
      )}
    </>
  )
}
