import { useMutation } from '@tanstack/react-query'
import { CircleSlash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Drawer, DrawerSection } from '../../../components/drawer.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Mark, Tag } from '../../../components/mark.tsx'
import { Fact } from '../../../components/page.tsx'
import { ErrorState, Placeholder, ProblemFacts, SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { type DrillRun, drillsApi } from '../../../drills-api.ts'
import { ApiProblem, sentenceOf } from '../../../problem.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useCommands } from '../../../state/commands.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { newKey } from '../../../transport.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { useDialog } from '../../incidents/use-dialog.ts'
import { AbandonDialog, FinishDialog } from './end-dialogs.tsx'
import { RunClock } from './run-clock.tsx'
import { RunStateMark } from './run-marks.tsx'
import { RunSteps } from './run-steps.tsx'
import { learnRun, refusedBecause, useRun } from './use-runs.ts'

type Props = { id: string; focused: boolean; onClose: () => void }

/** A drill as it runs: the clock, the steps, and what ends it. */
export function RunDrawer({ id, focused, onClose }: Props) {
  const { data: run, error, refetch } = useRun(id)
  if (run !== undefined) return <OfRun key={run.run_id} run={run} focused={focused} onClose={onClose} />
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

function OfRun({ run, focused, onClose }: { run: DrillRun } & Omit<Props, 'id'>) {
  const dialog = useDialog<'finish' | 'abandon'>()
  const offline = useAsleep('Drill run')
  const [key] = useState(() => newKey())
  const recover = useMutation({
    mutationFn: () => drillsApi.recoverRun(run.run_id, key),
    onSuccess(after) {
      learnRun(after)
      void refreshDrills()
    },
  })
  const through = offline ?? refusedBecause(run, 'recover') ?? (recover.isPending ? 'Waiting for the server' : null)
  const finish = offline ?? refusedBecause(run, 'finish')
  const abandon = offline ?? refusedBecause(run, 'abandon')
  useCommands([
    {
      id: 'run.recover',
      label: 'Rollback is through',
      group,
      keys: ['r'],
      asleep: through,
      run: () => recover.mutate(),
    },
    { id: 'run.finish', label: 'Finish it', group, keys: ['f'], asleep: finish, run: () => dialog.show('finish') },
    { id: 'run.abandon', label: 'Abandon it', group, keys: ['x'], asleep: abandon, run: () => dialog.show('abandon') },
  ])
  return (
    <>
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
              {recover.error !== null && (
                <div role="alert" className="mb-2">
                  <Mark means="bad">{sentenceOf(recover.error)}</Mark>
                  <ProblemFacts error={recover.error} />
                </div>
              )}
              <div className="flex flex-wrap items-center gap-2">
                <Button
                  kind={run.recovered_at === null ? 'primary' : 'plain'}
                  asleep={through}
                  onClick={() => recover.mutate()}
                >
                  {recover.isPending ? 'Asking the server…' : 'Rollback is through'}
                </Button>
                <Button
                  kind={run.recovered_at === null ? 'plain' : 'primary'}
                  asleep={finish}
                  onClick={() => dialog.show('finish')}
                >
                  Finish…
                </Button>
                <span className="flex-1" />
                <Button asleep={abandon} onClick={() => dialog.show('abandon')}>
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
      {dialog.shown === 'finish' && (
        <FinishDialog run={run} asleep={finish} finalFocus={dialog.finalFocus} onClose={dialog.close} />
      )}
      {dialog.shown === 'abandon' && (
        <AbandonDialog run={run} asleep={abandon} finalFocus={dialog.finalFocus} onClose={dialog.close} />
      )}
    </>
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
