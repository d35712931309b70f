import { Button } from '../../../components/button.tsx'
import { Drawer } from '../../../components/drawer.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Tag } from '../../../components/mark.tsx'
import type { DrillSchedule } from '../../../drills-api.ts'
import { useAsleep } from '../../../state/asleep.ts'
import { useCommands } from '../../../state/commands.ts'
import { type Deed, deedsOf } from './schedule-deeds.ts'
import { ScheduleFacts } from './schedule-facts.tsx'
import { StandingMark } from './schedule-marks.tsx'

type Props = { schedule: DrillSchedule; focused: boolean; onDeed: (deed: Deed) => void; onClose: () => void }

/** What a schedule says, how it stands, and what can be done with it. */
export function ScheduleDrawer({ schedule, focused, onDeed, onClose }: Props) {
  const deeds = deedsOf(schedule, useAsleep('Schedules'))
  useCommands(
    // Their keys are the list's: they also do it to a row that is not open.
    deeds.map((deed) => ({
      id: `schedule.${deed.id}`,
      label: deed.label,
      group: 'Schedule',
      asleep: deed.asleep,
      run: () => onDeed(deed),
    })),
  )
  return (
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
          {deeds.map((deed) => (
            <Button key={deed.id} kind={deed.kind ?? 'plain'} asleep={deed.asleep} onClick={() => onDeed(deed)}>
              {deed.button} {deed.key !== undefined && deed.kind !== 'primary' && <Kbd keys={deed.key} />}
            </Button>
          ))}
        </div>
      }
    >
      <ScheduleFacts schedule={schedule} />
    </Drawer>
  )
}
