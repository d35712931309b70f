/** What of the schedules lives in the address: the one in the drawer, and the one that is edited, which may be a new one. */
export type SchedulesAddress = { sched?: string; edit?: string }

/** No schedule is called that: an id begins with a letter or a digit. */
export const newOne = '+'

/** Reads an address that anyone may have typed: what makes no sense is dropped, never an error. */
export function readAddress(search: Record<string, unknown>): SchedulesAddress {
  return { ...given('sched', search.sched), ...given('edit', search.edit) }
}

// A bare number in the address reaches us as a number.
function given(name: string, value: unknown): object {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  return text === '' || text.length > 100 ? {} : { [name]: text }
}
