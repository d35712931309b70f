import type { Surface, SurfaceOf } from '../../../../shared/domain/surface.ts'
import { type HostNeeds, HostRefused, type Say } from '../../host.ts'
import { type ProgramRun, runProgram } from '../../run-program.ts'
import { failureOf } from './failure.ts'
import { readState, type State } from './state.ts'

export type TerraformNeeds = HostNeeds & { surface: SurfaceOf<'terraform'>; patienceMs: number }
export const isTerraform = (surface: Surface): surface is SurfaceOf<'terraform'> => surface.host === 'terraform'

/** Terraform in one folder, with its secrets read anew. No run ever waits for an answer. */
export type Terraform = {
  init(say: Say, signal: AbortSignal): Promise<void>
  pull(signal: AbortSignal): Promise<State>
  push(file: string, say: Say, signal: AbortSignal): Promise<void>
  /** Whether there is anything to change. `waits`: for whoever holds the lock, for a while. */
  plan(file: string, say: Say, signal: AbortSignal, waits?: boolean): Promise<boolean>
  apply(file: string, say: Say, signal: AbortSignal): Promise<void>
}

const largestState = 256 * 1024 * 1024
/** As long as an apply that was stopped may take to end, and somewhat more. */
const lockSeconds = 90
/** An apply that is stopped ends what it has under way and saves its state: ended at once, it would lose both. */
export const standardPatienceMs = 60_000

export function terraformIn(
  { surface, patienceMs }: TerraformNeeds,
  cwd: string,
  env: Record<string, string>,
): Terraform {
  const { program } = surface.settings
  const run = async (
    args: readonly string[],
    good: readonly number[],
    signal: AbortSignal,
    say?: Say,
  ): Promise<ProgramRun> => {
    const errors: string[] = []
    const listen: Say = (line) => {
      if (/^[│\s]*Error: /.test(line)) errors.push(line)
      say?.(line)
    }
    const ran = await runProgram({
      program,
      args,
      cwd,
      env: { ...env, TF_IN_AUTOMATION: '1', TF_INPUT: '0' },
      signal,
      say: say && listen,
      maxOutput: largestState,
      patience: patienceMs,
      // Terraform ends in order by either; its providers ignore Ctrl-C, which is theirs too, and die of the other.
      askBy: 'SIGINT',
    })
    if (!good.includes(ran.code))
      throw failureOf(args.slice(0, args[0] === 'state' ? 2 : 1).join(' '), ran.code, [...errors, ...ran.last])
    return ran
  }
  const quiet = ['-input=false', '-no-color'] as const
  return {
    async init(say, signal) {
      await run(['init', ...quiet], [0], signal, say)
    },
    async pull(signal) {
      // Never told: a state holds secrets as plain text.
      const { stdout, cut } = await run(['state', 'pull'], [0], signal)
      if (cut) throw new HostRefused(`The state is larger than ${largestState} bytes.`)
      return readState(stdout)
    },
    async push(file, say, signal) {
      await run(['state', 'push', file], [0], signal, say)
    },
    async plan(file, say, signal, waits = false) {
      // 0: nothing to change; 2: something is.
      const lock = waits ? [`-lock-timeout=${lockSeconds}s`] : []
      const { code } = await run(['plan', ...quiet, ...lock, '-detailed-exitcode', `-out=${file}`], [0, 2], signal, say)
      return code === 2
    },
    async apply(file, say, signal) {
      await run(['apply', ...quiet, file], [0], signal, say)
    },
  }
}
