import { readFileSync } from 'node:fs'
import { needsInit, statePath } from './init.ts'
import { locked, readState, type State, writeState } from './state.ts'
import { fail, operands, out, switches } from './switches.ts'

export function statePull(): number {
  if (switches().fail === 'pull') return fail('Failed to load state: connection refused')
  const path = statePath()
  if (path === undefined) return needsInit()
  const state = readState(path)
  if (state !== undefined) out(JSON.stringify(state, null, 2))
  return 0
}

export function statePush(argv: readonly string[]): number {
  if (switches().fail === 'push') return fail('Failed to write state: connection refused')
  const path = statePath()
  if (path === undefined) return needsInit()
  const [file] = operands(argv)
  if (file === undefined) return fail('Exactly one argument expected.')
  const pushed = JSON.parse(readFileSync(file === '-' ? 0 : file, 'utf8')) as State
  return locked(path, 'OperationTypePush', argv, () => {
    const why = argv.includes('-force') ? undefined : whyNotPushed(pushed, readState(path))
    if (why !== undefined) return fail(`Failed to write state: ${why}`)
    writeState(path, pushed)
    return 0
  })
}

/** The two checks of the documentation, and that an empty state may always be written over. */
function whyNotPushed(pushed: State, there: State | undefined): string | undefined {
  if (there === undefined || there.resources.length === 0) return undefined
  if (pushed.lineage !== there.lineage)
    return `cannot import state with lineage "${pushed.lineage}" over unrelated state with lineage "${there.lineage}"`
  if (pushed.serial < there.serial)
    return `cannot import state with serial ${pushed.serial} over newer state with serial ${there.serial}`
  if (pushed.serial === there.serial && JSON.stringify(pushed.resources) !== JSON.stringify(there.resources))
    return `cannot overwrite existing state with serial ${pushed.serial} with a different state that has the same serial`
  return undefined
}
