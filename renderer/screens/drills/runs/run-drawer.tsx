import { CircleSlash2 } from 'lucide-react'
import { Button } from '../../../components/button.tsx'
import { Drawer, DrawerSection } from '../../../components/drawer.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Tag } from '../../../components/mark.tsx'
import { Fact } from '../../../components/page.tsx'
import { ErrorState, Placeholder, SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import type { DrillRun } from '../../../drills-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useCommands } from '../../../state/commands.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { RunClock } from './run-clock.tsx'
import { type RunDeed, runDeedsOf } from './run-deeds.ts'
import { RunStateMark } from './run-marks.tsx'
import { RunSteps } from './run-steps.tsx'
import { useRun } from './use-runs.ts'

type Props = {
  id: string
  focused: boolean
  onDeed: (name: RunDeed['name'], run: DrillRun) => void
  onClose: () => void
}

/** A drill as it runs: the clock, the steps, and what ends it. */
export function RunDrawer({ id, focused, onDeed, onClose }: Props) {
  const { data: run, error, refetch } = useRun(id)
  if (run !== undefined) return <OfRun key={run.run_id} run={run} focused={focused} onDeed={onDeed} onClose={onClose} />
  const missing = error instanceof ApiProblem && error.status === 404
  return (
    <Drawer over="Drill run" title="Drill run" under={id} focused={focused} onClose={onClose}>
      {missing && (
        <Placeholder icon={CircleSlash2} title="There is no such drill run">
          It is not in this workspace. A link to it may be from another connection, or from a sample that began anew.
        </Placeholder>
      )}
      {error === null && <SkeletonRows rows={7} what="the drill run" />}
      {error !== null && !missing && <ErrorState what="The drill run" error={error} onRetry={() => void refetch()} />}
    </Drawer>
  )
}

const group = 'Drill run'

function OfRun({ run, focused, onDeed, onClose }: { run: DrillRun } & Omit<Props, 'id'>) {
  const { recover, finish, abandon } = runDeedsOf(run, useAsleep('Drill run'))
  useCommands(
    // Their keys are the list's: they also do it to a row that is not open.
    [recover, finish, abandon].map(({ name, label, asleep }) => ({
      id: `run.${name}`,
      label,
      group,
      asleep,
      run: () => onDeed(name, run),
    })),
  )
  return (
    <Drawer
      over={
        <span className="flex items-center gap-3">
          <RunStateMark run={run} />
          <Tag>{run.target.environment}</Tag>
        </span>
      }
      title={run.schedule_title}
      under={run.target.surface}
      focused={focused}
      onClose={onClose}
      footer={
        run.state === 'running' && (
          <div className="border-t border-line-strong px-4 py-3">
            <div className="flex flex-wrap items-center gap-2">
              <Button
                kind={run.recovered_at === null ? 'primary' : 'plain'}
                asleep={recover.asleep}
                onClick={() => onDeed('recover', run)}
              >
                Rollback is through…
              </Button>
              <Button
                kind={run.recovered_at === null ? 'plain' : 'primary'}
                asleep={finish.asleep}
                onClick={() => onDeed('finish', run)}
              >
                Finish…
              </Button>
              <span className="flex-1" />
              <Button asleep={abandon.asleep} onClick={() => onDeed('abandon', run)}>
                Abandon… <Kbd keys="x" />
              </Button>
            </div>
          </div>
        )
      }
    >
      <RunClock run={run} />
      <Facts run={run} />
      <DrawerSection title="Runbook" aside={<Ticked run={run} />}>
        <RunSteps run={run} />
      </DrawerSection>
      <p className="px-4 py-3 text-s">
        <a href={`#/audit?subject=drill:${run.schedule_id}`} className="rounded-s text-accent underline">
          Everything the ledger has about this schedule
        </a>
      </p>
    </Drawer>
  )
}

const Ticked = ({ run: { steps } }: { run: DrillRun }) => (
  <span className="text-s text-muted">
    {steps.filter(({ ticked_at }) => ticked_at !== null).length} of {steps.length} ticked
  </span>
)

function Facts({ run }: { run: DrillRun }) {
  const { began_at, began_by, recovered_at, ended_at, ended_by, notes, route_id, schedule_id, state } = run
  return (
    <dl className="grid grid-cols-2 gap-x-4 border-b border-line px-4 py-2">
      <Fact name="Begun">
        <ActorName actor={began_by} /> <Time at={began_at} show="both" />
      </Fact>
      <Fact name="The rollback was through">
        {recovered_at === null ? (
          <span className="text-muted">not said yet</span>
        ) : (
          <Time at={recovered_at} show="both" />
        )}
      </Fact>
      {ended_at !== null && (
        <Fact name={state === 'abandoned' ? 'Abandoned' : 'Finished'}>
          {ended_by !== null && <ActorName actor={ended_by} />} <Time at={ended_at} show="both" />
        </Fact>
      )}
      <Fact name="Of">
        <a href={`#/drills?view=schedules&sched=${schedule_id}`} className="rounded-s text-accent underline">
          the schedule
        </a>
        {route_id !== null && (
          <>
            , from{' '}
            <a href={`#/drills/${encodeURIComponent(route_id)}`} className="rounded-s text-accent underline">
              a notification
            </a>
          </>
        )}
      </Fact>
      {notes !== null && (
        <div className="col-span-2">
          <Fact name={state === 'abandoned' ? 'Why' : 'Notes'}>
            <span className="whitespace-pre-wrap">{notes}</span>
          </Fact>
        </div>
      )}
    </dl>
  )
}
