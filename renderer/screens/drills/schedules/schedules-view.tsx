import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/states.tsx'
import type { DrillSchedule } from '../../../drills-api.ts'
import { useAddress } from '../../../state/address.ts'
import { useDialog } from '../../incidents/use-dialog.ts'
import { ViewFoot } from '../view-foot.tsx'
import { newOne, readAddress } from './address.ts'
import type { Asking, Deed } from './schedule-deeds.ts'
import { ScheduleDialog } from './schedule-dialog.tsx'
import { ScheduleDrawer } from './schedule-drawer.tsx'
import { ScheduleEditor } from './schedule-editor.tsx'
import { ScheduleList } from './schedule-list.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useRunAsleep, useSchedules } from './use-schedules.ts'

/** Which drills are asked for when, and who is told of them how. */
export function SchedulesView() {
  const [{ sched, edit }, change] = useAddress(readAddress)
  const { data: schedules, error, refetch } = useSchedules()
  const [byKeyboard, setByKeyboard] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const asleep = useRunAsleep('New schedule')
  const open = schedules?.find(({ schedule_id }) => schedule_id === sched)
  const edited = schedules?.find(({ schedule_id }) => schedule_id === edit)
  const dialog = useDialog<Asking>()
  const [askedId, setAskedId] = useState('')
  const asked = schedules?.find(({ schedule_id }) => schedule_id === askedId)
  const show = (id: string, how: 'keyboard' | 'pointer') => {
    setByKeyboard(how === 'keyboard')
    void change({ sched: id }, { replace: sched !== undefined })
  }
  const rowOf = (id: string | undefined) =>
    [...(list.current?.querySelectorAll<HTMLElement>('[data-schedule]') ?? [])].find(
      (row) => row.dataset.schedule === id,
    )
  // Who comes back from the form is where they left.
  const [left, setLeft] = useState<string | null>(null)
  useEffect(() => {
    if (left === null || edit !== undefined) return
    rowOf(left)?.focus()
    setLeft(null)
  })

  if (schedules === undefined)
    return error === null ? (
      <SkeletonRows what="the schedules" />
    ) : (
      <ErrorState what="Schedules" error={error} onRetry={() => void refetch()} />
    )
  if (edit === newOne || edited !== undefined)
    return (
      <ScheduleEditor
        key={edit}
        schedule={edited ?? null}
        onClose={() => {
          setLeft(edited?.schedule_id ?? '')
          void change({ edit: undefined })
        }}
        onSaved={(id) => {
          setLeft(id)
          void change({ edit: undefined, sched: id })
        }}
      />
    )
  const give = ({ does }: Deed, { schedule_id }: DrillSchedule) => {
    if (does === 'edit') return void change({ edit: schedule_id })
    setAskedId(schedule_id)
    dialog.show(does)
  }
  const close = () => {
    rowOf(sched)?.focus()
    void change({ sched: undefined })
  }
  return (
    <div className="flex h-full min-h-0">
      <ListKeys
        schedules={schedules}
        list={list}
        open={sched}
        asleep={asleep}
        onOpen={show}
        onNew={() => void change({ edit: newOne })}
        onDeed={give}
      />
      <div className="flex h-full min-w-0 flex-1 flex-col">
        <section
          aria-label="Schedules"
          className="flex min-h-12 shrink-0 flex-wrap items-center gap-3 border-b border-line px-3 py-2"
        >
          <Summary schedules={schedules} />
          <span className="flex-1" />
          <Button kind="primary" asleep={asleep} onClick={() => void change({ edit: newOne })}>
            <Plus size={14} aria-hidden />
            New schedule…
          </Button>
        </section>
        {(sched !== undefined && open === undefined) || (edit !== undefined && edited === undefined) ? (
          <p role="status" className="border-b border-line px-3 py-2 text-muted">
            The schedule that this link names is not in this workspace.
          </p>
        ) : null}
        <div ref={list} className="min-h-0 flex-1 overflow-y-auto">
          {schedules.length === 0 ? (
            <EmptyState
              title="No drill is asked for yet"
              actions={
                <Button kind="primary" asleep={asleep} onClick={() => void change({ edit: newOne })}>
                  New schedule…
                </Button>
              }
            >
              A schedule says which rollback is rehearsed where and how often, who is told when it is due, and by when
              they have to answer.
            </EmptyState>
          ) : (
            <ScheduleList schedules={schedules} open={sched} onOpen={show} />
          )}
        </div>
        <ViewFoot
          keys={[
            ['j k', 'move'],
            ['Enter', 'open'],
            ['c', 'new schedule'],
            ['t', 'tell the owners'],
            ['s', 'start a drill'],
            ['e', 'edit'],
            ['p', 'pause'],
          ]}
        >
          {schedules.length} {schedules.length === 1 ? 'schedule' : 'schedules'}
        </ViewFoot>
      </div>
      {open !== undefined && (
        <ScheduleDrawer
          key={open.schedule_id}
          schedule={open}
          focused={byKeyboard}
          onDeed={(deed) => give(deed, open)}
          onClose={close}
        />
      )}
      {dialog.shown !== null && asked !== undefined && (
        <ScheduleDialog asking={dialog.shown} schedule={asked} finalFocus={dialog.finalFocus} onClose={dialog.close} />
      )}
    </div>
  )
}

function Summary({ schedules }: { schedules: readonly DrillSchedule[] }) {
  const count = (status: DrillSchedule['drill_status']) =>
    schedules.filter(({ drill_status }) => drill_status === status).length
  const parts: readonly (readonly [number, string])[] = [
    [count('needs_attention'), 'past their day'],
    [count('due_soon'), 'due soon'],
    [count('ready'), 'ready'],
    [count('not_requested'), 'not asked for'],
  ]
  return (
    <p className="text-muted">
      {parts
        .filter(([number]) => number > 0)
        .map(([number, word]) => `${number} ${word}`)
        .join(', ')}
    </p>
  )
}

/** Only while the list is shown: in the form these keys write. */
function ListKeys(keys: Parameters<typeof useListKeys>[0]) {
  useListKeys(keys)
  return null
}
