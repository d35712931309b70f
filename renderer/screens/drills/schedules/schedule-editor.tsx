import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Kbd } from '../../../components/kbd.tsx'
import { Mark } from '../../../components/mark.tsx'
import { SignInAgain } from '../../../components/sign-in-again.tsx'
import { ProblemFacts } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import type { DrillSchedule } from '../../../drills-api.ts'
import { sentenceOf, wantsSignIn } from '../../../problem.ts'
import { useCommands } from '../../../state/commands.ts'
import { connectorsQuery } from '../../../state/notification-connectors.ts'
import { notify } from '../../../state/toasts.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { isoOf } from './form-times.ts'
import { PreviewPanel } from './preview-panel.tsx'
import { CalendarFields, OwnerFields, WindowFields } from './routing-fields.tsx'
import { BasicFields, ProviderField } from './schedule-fields.tsx'
import { placeIssues } from './schedule-issues.ts'
import { usePreview } from './use-preview.ts'
import { useScheduleEdit } from './use-schedule-edit.ts'
import { useRunAsleep } from './use-schedules.ts'

type Props = { schedule: DrillSchedule | null; onClose: () => void; onSaved: (id: string) => void }

/** A schedule as a form, and beside it the plan that it would lead to. */
export function ScheduleEditor({ schedule, onClose, onSaved }: Props) {
  const does = schedule === null ? 'Make the schedule' : 'Save the schedule'
  const denied = useRunAsleep(does)
  const [at, setAt] = useState('')
  const edit = useScheduleEdit(schedule, (saved) => {
    notify.done(schedule === null ? 'The schedule is made' : 'The schedule is saved', saved.title)
    onSaved(saved.schedule_id)
  })
  const { data: connectors } = useQuery(connectorsQuery)
  const { form, change, save, missing, body, overtaken } = edit
  const preview = usePreview(body, at === '' ? null : isoOf(at))
  const placed = placeIssues(save.error ?? preview.error, form)
  const elsewhere = placeIssues(save.error, form)
  const asleep =
    denied ??
    (save.isPending ? 'Waiting for the server' : missing) ??
    (overtaken ? 'Asleep until you say whose changes count' : null)
  const fields = {
    form,
    errors: placed.fields,
    change: (patch: Partial<typeof form>) => {
      save.reset()
      change(patch)
    },
  }
  useCommands([
    {
      id: 'schedule.close',
      label: 'Back to the schedules',
      group: 'Here',
      keys: ['Escape'],
      whileTyping: true,
      run: onClose,
    },
    {
      id: 'schedule.save',
      label: does,
      group: 'Here',
      keys: ['Mod+enter'],
      asleep,
      run: () => save.mutate(),
    },
  ])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (asleep === null) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className="flex h-full min-h-0 min-w-0 flex-1 flex-col" aria-label={does}>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2">
        <h2 className="min-w-0 flex-1 truncate text-l font-semibold">
          {schedule === null ? 'New schedule' : `Edit “${schedule.title}”`}
        </h2>
        {edit.unsaved && <span className="text-s text-muted">Not saved yet; what is typed is kept in this window</span>}
      </header>
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(330px,38%)]">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section tabIndex={0} aria-label="The schedule" className="min-h-0 overflow-y-auto px-4 py-4">
          <div className="flex max-w-180 flex-col gap-6">
            {overtaken && schedule !== null && (
              <Changed schedule={schedule} onTheirs={edit.forget} onMine={edit.keepMine} />
            )}
            <BasicFields {...fields} isNew={schedule === null} />
            <ProviderField {...fields} connectors={connectors ?? []} />
            <OwnerFields {...fields} />
            <WindowFields {...fields} />
            <CalendarFields {...fields} />
          </div>
        </section>
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Preview"
          className="min-h-0 overflow-y-auto border-l border-line bg-surface p-4"
        >
          <PreviewPanel body={body} missing={missing} at={at} onAt={setAt} shown={preview} wrong={placed} />
        </section>
      </div>
      <footer className="flex flex-wrap items-center gap-2 border-t border-line-strong px-4 py-3">
        {save.error !== null && (
          <Refused error={save.error} placed={Object.keys(elsewhere.fields).length} other={elsewhere.other} />
        )}
        <span className="flex-1" />
        <span className="inline-flex items-center gap-1.5 text-s text-faint">
          <Kbd keys="Mod+Enter" /> {schedule === null ? 'makes it' : 'saves it'}
        </span>
        {edit.unsaved && (
          <Button type="button" kind="ghost" onClick={edit.forget}>
            Forget what was typed
          </Button>
        )}
        <Button type="button" onClick={onClose}>
          Back <Kbd keys="Escape" />
        </Button>
        <Button type="submit" kind="primary" asleep={asleep}>
          {save.isPending ? 'Asking the server…' : does}
        </Button>
      </footer>
    </form>
  )
}

type ChangedProps = { schedule: DrillSchedule; onTheirs: () => void; onMine: () => void }

/** Two people at one schedule: nobody's change is overwritten without somebody saying so. */
function Changed({ schedule, onTheirs, onMine }: ChangedProps) {
  return (
    <div role="alert" className="flex flex-col gap-2 rounded-m border border-warn bg-warn-bg px-3 py-2.5">
      <Mark means="warn">Changed meanwhile</Mark>
      <p className="flex flex-wrap items-center gap-x-2">
        Since you began, <ActorName actor={schedule.changed_by ?? undefined} /> changed it,{' '}
        <Time at={schedule.changed_at} show="both" />. Saving yours would undo that.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button type="button" onClick={onTheirs}>
          Show it as it is now
        </Button>
        <Button type="button" onClick={onMine}>
          Keep mine, over theirs
        </Button>
      </div>
    </div>
  )
}

function Refused({ error, placed, other }: { error: Error; placed: number; other: readonly string[] }) {
  if (wantsSignIn(error))
    return (
      <SignInAgain error={error} then="One press of the button sends it.">
        Nothing was saved, and all that you typed stays.
      </SignInAgain>
    )
  return (
    <div role="alert" className="min-w-0">
      <Mark means="bad">
        {placed > 0 ? 'Not saved: what is wrong is said at its fields' : `Not saved: ${sentenceOf(error)}`}
      </Mark>
      {other.map((each) => (
        <p key={each} className="text-s">
          {each}
        </p>
      ))}
      <ProblemFacts error={error} />
    </div>
  )
}
