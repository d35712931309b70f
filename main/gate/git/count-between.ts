import type { Repository } from './open-repository.ts'
import { gitRefused, runGit } from './run-git.ts'

/** How many commits each of the two has that the other has not. Without `from`, everything that `to` has is ahead. */
export async function countBetween(
  { gitDir }: Pick<Repository, 'gitDir'>,
  from: string | null,
  to: string,
  signal: AbortSignal,
): Promise<{ ahead: number; behind: number }> {
  const range = from === null ? [to] : ['--left-right', `${from}...${to}`]
  const run = await runGit({ gitDir, args: ['rev-list', '--count', ...range, '--'], signal })
  const [first = Number.NaN, second = 0] = run.stdout.trim().split('\t').map(Number)
  if (run.code !== 0 || Number.isNaN(first)) throw gitRefused('The commits between cannot be counted', run)
  return from === null ? { ahead: first, behind: 0 } : { ahead: second, behind: first }
}
