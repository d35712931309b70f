import { Button } from '../../../components/button.tsx'
import { Drawer } from '../../../components/drawer.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Tag } from '../../../components/mark.tsx'
import type { DrillSchedule } from '../../../drills-api.ts'
import { type Command, useCommands } from '../../../state/commands.ts'
import { useDialog } from '../../incidents/use-dialog.ts'
import { StartDrillDialog } from '../runs/start-drill-dialog.tsx'
import { DeliverDialog } from './deliver-dialog.tsx'
import { ScheduleFacts } from './schedule-facts.tsx'
import { StandingMark } from './schedule-marks.tsx'
import { StatusDialog } from './status-dialog.tsx'
import { useRunAsleep } from './use-schedules.ts'

type Props = { schedule: DrillSchedule; focused: boolean; onEdit: () => void; onClose: () => void }
type Asking = 'tell' | 'start' | 'pause' | 'resume' | 'retire'

const group = 'Schedule'

/** What a schedule says, how it stands, and what can be done with it. */
export function ScheduleDrawer({ schedule, focused, onEdit, onClose }: Props) {
  const dialog = useDialog<Asking>()
  const denied = useRunAsleep('Schedules')
  const idle = schedule.status === 'active' ? null : `It is ${schedule.status}: nobody is told of it`
  const commands: readonly (Command & { button: string; kind?: 'primary' })[] = [
    {
      id: 'schedule.tell',
      label: 'Tell the owners now',
      button: 'Tell the owners now…',
      kind: 'primary',
      group,
      keys: ['t'],
      asleep: denied ?? idle,
      run: () => dialog.show('tell'),
    },
    {
      id: 'schedule.start',
      label: 'Start a drill',
      button: 'Start drill…',
      group,
      keys: ['s'],
      asleep: denied ?? (schedule.status === 'retired' ? 'It is retired' : null),
      run: () => dialog.show('start'),
    },
    { id: 'schedule.edit', label: 'Edit it', button: 'Edit', group, keys: ['e'], asleep: denied, run: onEdit },
    {
      id: 'schedule.pause',
      label: schedule.status === 'active' ? 'Pause it' : 'Resume it',
      button: schedule.status === 'active' ? 'Pause…' : 'Resume…',
      group,
      keys: ['p'],
      asleep: denied,
      run: () => dialog.show(schedule.status === 'active' ? 'pause' : 'resume'),
    },
    {
      id: 'schedule.retire',
      label: 'Retire it',
      button: 'Retire…',
      group,
      asleep: denied ?? (schedule.status === 'retired' ? 'It is retired already' : null),
      run: () => dialog.show('retire'),
    },
  ]
  useCommands(commands)
  return (
    <>
      <Drawer
        over={
          <span className="flex items-center gap-3">
            <StandingMark schedule={schedule} />
            <Tag>{schedule.environment}</Tag>
          </span>
        }
        title={schedule.title}
        under={schedule.schedule_id}
        focused={focused}
        onClose={onClose}
        footer={
          <div className="flex flex-wrap items-center gap-2 border-t border-line-strong px-4 py-3">
            {commands.map(({ id, button, kind, keys, asleep, run }) => (
              <Button key={id} kind={kind ?? 'plain'} asleep={asleep} onClick={run}>
                {button} {keys?.[0] !== undefined && kind !== 'primary' && <Kbd keys={keys[0]} />}
              </Button>
            ))}
          </div>
        }
      >
        <ScheduleFacts schedule={schedule} />
      </Drawer>
      {dialog.shown === 'tell' && (
        <DeliverDialog schedule={schedule} finalFocus={dialog.finalFocus} onClose={dialog.close} />
      )}
      {dialog.shown === 'start' && (
        <StartDrillDialog scheduleId={schedule.schedule_id} routeId={null} onClose={dialog.close} />
      )}
      {dialog.shown === 'pause' && <StatusDialog schedule={schedule} status="paused" onClose={dialog.close} />}
      {dialog.shown === 'resume' && <StatusDialog schedule={schedule} status="active" onClose={dialog.close} />}
      {dialog.shown === 'retire' && <StatusDialog schedule={schedule} status="retired" onClose={dialog.close} />}
    </>
  )
}
