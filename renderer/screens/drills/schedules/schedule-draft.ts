import { emptyForm, type ScheduleForm } from './schedule-form.ts'

/** What is written and not saved: of which state of the schedule it began, and how it stands. */
export type ScheduleDraft = { seq: number | null; form: ScheduleForm }

export const draftPlace = (id: string): string => `drills/schedule/${id}`
export const writeDraft = (draft: ScheduleDraft): string => JSON.stringify(draft)

/** Whatever a window kept may be of another version: what is not of this form is no draft. */
export function readDraft(text: string): ScheduleDraft | undefined {
  if (text === '') return undefined
  try {
    const draft: unknown = JSON.parse(text)
    return isDraft(draft) ? draft : undefined
  } catch {
    return undefined
  }
}

const model = emptyForm(0)
const rows = {
  owners: ['name', 'providers', 'minutes', 'escalation'],
  windows: ['id', 'start', 'end', 'reason', 'owners', 'providers'],
  away: ['owner', 'start', 'end', 'reason'],
} as const

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const hasTexts = (value: unknown, names: readonly string[]): boolean =>
  isObject(value) && names.every((name) => typeof value[name] === 'string')

function isDraft(value: unknown): value is ScheduleDraft {
  if (!isObject(value) || !(value.seq === null || typeof value.seq === 'number') || !isObject(value.form)) return false
  const { form } = value
  const texts = Object.entries(model).flatMap(([name, each]) => (typeof each === 'string' ? [name] : []))
  return (
    hasTexts(form, texts) &&
    Object.entries(rows).every(([name, names]) => {
      const list = form[name]
      return Array.isArray(list) && list.every((row) => hasTexts(row, names))
    })
  )
}
