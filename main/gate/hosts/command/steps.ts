import { HostRefused, type Say } from '../../host.ts'
import { runProgram } from '../../run-program.ts'
import { shellWord } from '../shell-word.ts'

export type Step = readonly string[]
type Where = { cwd: string; env: Record<string, string> }

export const asTyped = (step: Step): string => step.map(shellWord).join(' ')

/** One after the other; the first that fails is the last. */
export async function runSteps(
  steps: readonly Step[],
  { cwd, env }: Where,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  for (const [n, [program = '', ...args]] of steps.entries()) {
    const typed = asTyped([program, ...args])
    say(`[${n + 1}/${steps.length}] ${typed}`)
    const { code, last } = await runProgram({ program, args, cwd, env, signal, say })
    if (code === 0) continue
    const why = last.at(-1)?.trim() ?? ''
    const rest = steps.length - n - 1
    const left =
      rest === 0 ? '' : ` ${rest === 1 ? 'The step after it was' : `The ${rest} steps after it were`} not run.`
    throw new HostRefused(
      `Step ${n + 1} of ${steps.length} (${typed}) failed (exit code ${code})${why === '' ? '' : `: ${why.replace(/\.$/, '')}`}.${left}`,
    )
  }
}

/** What runs there, by the operator's own step: a whole SHA, or nothing at all where nothing was deployed yet. */
export async function askRunning(
  [program = '', ...args]: Step,
  { cwd, env }: Where,
  signal: AbortSignal,
): Promise<string | null> {
  const { code, stdout, last } = await runProgram({ program, args, cwd, env, signal, maxOutput: 64 * 1024 })
  if (code !== 0) {
    const why = last.at(-1)?.trim() ?? ''
    throw new HostRefused(
      `The step that says what runs failed (exit code ${code})${why === '' ? '' : `: ${why.replace(/\.$/, '')}`}.`,
    )
  }
  const said = stdout.trim()
  if (said === '') return null
  // A shortened one could come to stand for another commit.
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(said))
    throw new HostRefused('The step that says what runs printed something else than one whole SHA.')
  return said.toLowerCase()
}
