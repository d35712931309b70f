import { randomUUID } from 'node:crypto'
import { mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { checkoutInto } from './git/checkout-into.ts'
import { openRepository, prepareRepository, type Repository, type RepositoryNeeds } from './git/open-repository.ts'
import { resolveCommit } from './git/resolve-commit.ts'
import { HostRefused } from './host.ts'

/** A repository that has the commit, if it can be had: only where it is not here already is its place asked for it. */
export async function repositoryWith(sha: string, needs: RepositoryNeeds, signal: AbortSignal): Promise<Repository> {
  const repository = await prepareRepository(needs, signal)
  const isHere = (await resolveCommit(repository, sha, signal)) === sha
  return isHere ? repository : await openRepository(needs, signal)
}

/** Runs something in a clean checkout of a commit, which is gone afterwards, whatever came of it. */
export async function inCheckout<T>(
  { repository, sha, dir }: { repository: Repository; sha: string; dir: string },
  work: (tree: string) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const tree = join(dir, randomUUID())
  await dropLeftovers(dir)
  try {
    await layOut(repository, sha, tree, signal)
    return await work(tree)
  } finally {
    await rm(tree, { recursive: true, force: true, maxRetries: 5 })
  }
}

const leftAfterMs = 24 * 60 * 60 * 1000

/** What a process that was killed has left. Nothing runs for so long. */
async function dropLeftovers(dir: string): Promise<void> {
  for (const name of await readdir(dir).catch(() => [])) {
    const path = join(dir, name)
    const made = await stat(path).catch(() => undefined)
    if (made !== undefined && Date.now() - made.mtimeMs > leftAfterMs)
      await rm(path, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** The files of that very commit: a name that has come to stand for another one by now is none. */
export async function layOut(repository: Repository, sha: string, tree: string, signal: AbortSignal): Promise<void> {
  if ((await resolveCommit(repository, sha, signal)) !== sha)
    throw new HostRefused(`The commit ${sha.slice(0, 12)} is not in the repository.`)
  await mkdir(tree, { recursive: true, mode: 0o700 })
  await checkoutInto(repository, sha, tree, signal)
}

/** A folder within a checkout, and nowhere else: no `..` leads out of it, and no link that the commit has. */
export async function folderWithin(tree: string, directory: string): Promise<string> {
  const [root, asked] = await Promise.all([realpath(tree), realpath(join(tree, directory)).catch(() => undefined)])
  if (asked === undefined) throw new HostRefused(`The commit has no folder ${directory}.`)
  const way = relative(root, asked)
  if (way.startsWith('..') || way.startsWith('/') || /^[A-Za-z]:/.test(way))
    throw new HostRefused(`The folder ${directory} leads out of the repository.`)
  return asked
}
