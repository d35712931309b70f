type Call = { name: string; detail?: unknown }

/** What main asked of the runtime, in order: for the specs of the wiring alone. */
export const standIn = { calls: [] as Call[], appPath: process.cwd() }

export function note(name: string, detail?: unknown): void {
  standIn.calls.push(detail === undefined ? { name } : { name, detail })
}
