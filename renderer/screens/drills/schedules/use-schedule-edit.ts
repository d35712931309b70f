import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type DrillSchedule, drillsApi } from '../../../drills-api.ts'
import { ApiProblem } from '../../../problem.ts'
import { useDraft } from '../../../state/drafts.ts'
import { refreshDrills } from '../../../state/drills.ts'
import { useKeepsConsole } from '../../../state/unfinished.ts'
import { newOne } from './address.ts'
import { draftPlace, readDraft, type ScheduleDraft, writeDraft } from './schedule-draft.ts'
import { bodyOf, emptyForm, formOf, missingIn, type ScheduleForm } from './schedule-form.ts'

/** Somebody else was quicker: what is there now is not what was edited. */
const isOvertaken = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'invalid_transition'

/** What is typed about a schedule until the server has it: kept in the window, and never sent over another's change. */
export function useScheduleEdit(schedule: DrillSchedule | null, onSaved: (saved: DrillSchedule) => void) {
  const id = schedule?.schedule_id ?? newOne
  const { text, write } = useDraft(draftPlace(id))
  const [empty] = useState(() => emptyForm(Date.now()))
  const kept = readDraft(text)
  const asItIs: ScheduleDraft =
    schedule === null ? { seq: null, form: empty } : { seq: schedule.last_seq, form: formOf(schedule) }
  const { seq, form } = kept ?? asItIs
  useKeepsConsole(kept !== undefined)

  const save = useMutation({
    mutationFn: () => drillsApi.putSchedule(form.id, seq ?? 0, bodyOf(form, schedule ?? undefined)),
    onSuccess(saved) {
      write('')
      void refreshDrills()
      onSaved(saved)
    },
    onError(error) {
      if (isOvertaken(error)) void refreshDrills()
    },
  })

  return {
    form,
    /** Something was typed that the server does not have. */
    unsaved: kept !== undefined,
    /** It was changed by somebody since this was begun. */
    overtaken: kept !== undefined && schedule !== null && kept.seq !== schedule.last_seq,
    missing: missingIn(form),
    body: missingIn(form) === null ? bodyOf(form, schedule ?? undefined) : null,
    change: (patch: Partial<ScheduleForm>) => write(writeDraft({ seq, form: { ...form, ...patch } })),
    forget: () => write(''),
    /** What was typed is meant for what is there now. */
    keepMine: () => write(writeDraft({ seq: schedule?.last_seq ?? null, form })),
    save,
  }
}
