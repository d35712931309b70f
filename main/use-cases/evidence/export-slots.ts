import { StoreError } from '../../store/errors.ts'

/** Each export has a connection of its own for as long as somebody takes it; and no workspace may keep all of them. */
const most = 4
const mostOfOne = 2
/** The workspace of each that runs. */
const running: string[] = []

/** What gives the slot back. */
export function takeExportSlot(workspace: string): () => void {
  const own = running.filter((each) => each === workspace).length
  if (own >= mostOfOne || running.length >= most)
    throw new StoreError('store_busy', 'exports are running already; wait for one to end')
  running.push(workspace)
  return () => void running.splice(running.indexOf(workspace), 1)
}
