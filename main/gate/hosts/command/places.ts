import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { SurfaceOf } from '../../../../shared/domain/surface.ts'
import { inCheckout, layOut, repositoryWith } from '../../checked-out.ts'
import { openRepository } from '../../git/open-repository.ts'
import { resolveCommit } from '../../git/resolve-commit.ts'
import { type HostNeeds, HostRefused } from '../../host.ts'

export type CommandNeeds = HostNeeds & { surface: SurfaceOf<'command'> }

const placeOf = ({ surface, dir, repositories }: CommandNeeds) => ({
  repository: surface.repository,
  dir: repositories ?? join(dir, 'repository'),
})

/** Where steps are run: in the operator's own folder, else in a checkout of the commit that is wanted, made for this once. */
export async function where<T>(
  needs: CommandNeeds,
  sha: string,
  work: (cwd: string) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { directory } = needs.surface.settings
  if (directory !== null) return await work(directory)
  const repository = await repositoryWith(sha, placeOf(needs), signal)
  return await inCheckout({ repository, sha, dir: join(needs.dir, 'checkouts') }, work, signal)
}

/**
 * Where it is asked what runs. That is asked often, so a checkout is kept for it: of the commit that was released last, else
 * of what would be deployed.
 */
export async function whereAsked(needs: CommandNeeds, last: string | undefined, signal: AbortSignal): Promise<string> {
  const { directory } = needs.surface.settings
  if (directory !== null) return directory
  const trees = join(needs.dir, 'asked')
  const repository =
    last === undefined
      ? await openRepository(placeOf(needs), signal)
      : await repositoryWith(last, placeOf(needs), signal)
  const sha = last ?? (await resolveCommit(repository, needs.surface.ref, signal))
  if (sha === null) throw new HostRefused(`${needs.surface.ref} is no branch and no tag of the repository.`)
  const tree = join(trees, sha)
  if (existsSync(tree)) return tree
  const draft = join(trees, `${sha}.${randomUUID()}`)
  try {
    await layOut(repository, sha, draft, signal)
    await rename(draft, tree).catch((error: unknown) => {
      // Somebody else was first with the very same.
      if (!existsSync(tree)) throw error
    })
  } finally {
    await rm(draft, { recursive: true, force: true, maxRetries: 5 })
  }
  await dropOthers(trees, sha)
  return tree
}

async function dropOthers(trees: string, sha: string): Promise<void> {
  await mkdir(trees, { recursive: true })
  for (const name of await readdir(trees))
    if (name !== sha && /^[0-9a-f]+$/.test(name))
      await rm(join(trees, name), { recursive: true, force: true, maxRetries: 5 })
}
