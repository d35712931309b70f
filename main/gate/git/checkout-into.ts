import { randomUUID } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Repository } from './open-repository.ts'
import { gitRefused, runGit } from './run-git.ts'

/**
 * The files of a commit, as they are in it: with no filter run over them, and none left out, as `git archive` would by the
 * commit's own attributes. The folder is no repository and knows nothing of one.
 */
export async function checkoutInto(
  { gitDir }: Pick<Repository, 'gitDir'>,
  sha: string,
  dir: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dir, { recursive: true })
  const index = join(gitDir, `index.${randomUUID()}`)
  try {
    const env = { GIT_INDEX_FILE: index, GIT_WORK_TREE: dir }
    for (const args of [
      ['read-tree', sha],
      ['checkout-index', '--all', '--force', '--quiet'],
    ]) {
      const run = await runGit({ gitDir, args, env, signal })
      if (run.code !== 0) throw gitRefused(`The files of ${sha.slice(0, 12)} cannot be laid out`, run)
    }
  } finally {
    await rm(index, { force: true })
    await rm(`${index}.lock`, { force: true })
  }
}
