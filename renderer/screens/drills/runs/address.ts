/** The run in the drawer. */
export type RunsAddress = { run?: string }

export const readAddress = ({ run }: Record<string, unknown>): RunsAddress =>
  typeof run === 'string' && run !== '' && run.length <= 100 ? { run } : {}
