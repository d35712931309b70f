import type { Repository } from './open-repository.ts'
import { runGit } from './run-git.ts'

const name = /^[A-Za-z0-9][A-Za-z0-9._/+-]{0,199}$/
const whole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const shortened = /^[0-9a-f]{7,64}$/

/**
 * The commit that a branch, a tag, each also by its whole name, or a SHA stands for: null where there is none, or more than one. Nothing else that git
 * would understand is asked for: no `HEAD~3`, no `:/text`.
 */
export async function resolveCommit(
  { gitDir }: Pick<Repository, 'gitDir'>,
  given: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (!name.test(given) || given.includes('..')) return null
  const sha = given.toLowerCase()
  const candidates = whole.test(sha)
    ? [sha]
    : /^refs\/(?:heads|tags)\/./.test(given)
      ? [given]
      : [`refs/heads/${given}`, `refs/tags/${given}`, ...(shortened.test(sha) ? [sha] : [])]
  const stdin = candidates.map((candidate) => `${candidate}^{commit}\n`).join('')
  const run = await runGit({ gitDir, args: ['cat-file', '--batch-check=%(objecttype) %(objectname)'], stdin, signal })
  for (const line of run.stdout.split('\n')) {
    const found = /^commit ([0-9a-f]{40,64})$/.exec(line)?.[1]
    if (found !== undefined) return found
  }
  return null
}
