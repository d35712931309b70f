import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { folderWithin, layOut } from '../../checked-out.ts'
import type { Repository } from '../../git/open-repository.ts'
import { HostRefused, type Say } from '../../host.ts'
import { type Terraform, type TerraformNeeds, terraformIn } from './run.ts'

/** Trees that are kept, the last used ones: what was applied not long ago can be gone back to without `init`. */
const treesKept = 6

/** A commit's configuration, laid out and initialised once. It takes no shape until all of it is there. */
export async function openTree(
  { needs, repository, sha }: { needs: TerraformNeeds; repository: Repository; sha: string },
  env: Record<string, string>,
  say: Say,
  signal: AbortSignal,
): Promise<Terraform> {
  const { directory } = needs.surface.settings
  const trees = join(needs.dir, 'trees')
  const tree = join(trees, sha)
  if (!existsSync(tree)) {
    const draft = join(trees, `${sha}.${randomUUID()}`)
    try {
      await layOut(repository, sha, draft, signal)
      const folder = await folderWithin(draft, directory)
      await terraformIn(needs, folder, env).init(say, signal)
      await requireStateElsewhere(folder)
      await settle(draft, tree)
    } finally {
      await rm(draft, { recursive: true, force: true, maxRetries: 5 })
    }
    await dropOldTrees(trees, sha)
  }
  const now = new Date(needs.clock())
  await utimes(tree, now, now)
  return terraformIn(needs, await folderWithin(tree, directory), env)
}

/** Somebody else may have come first with the very same. */
async function settle(draft: string, tree: string): Promise<void> {
  try {
    await rename(draft, tree)
  } catch (error) {
    if (!existsSync(tree)) throw error
  }
}

/** What `terraform init` notes down of the backend that it found. */
const Pointer = z.object({
  backend: z.object({ type: z.string(), config: z.object({ path: z.string().nullish() }).nullish() }).nullish(),
})

/**
 * A state within the checkout would be another one for every commit, and empty: Terraform would build everything a second
 * time. So the configuration has to say where its state is.
 */
async function requireStateElsewhere(folder: string): Promise<void> {
  const text = await readFile(join(folder, '.terraform', 'terraform.tfstate'), 'utf8').catch(() => '{}')
  const { backend } = Pointer.parse(JSON.parse(text))
  const isHere = backend == null || (backend.type === 'local' && !isAbsolute(backend.config?.path ?? ''))
  if (isHere)
    throw new HostRefused(
      'This configuration keeps its state in its own folder, where every commit has another one. Give it a backend; "local" will do, with an absolute path.',
    )
}

const draftsKeptMs = 24 * 60 * 60 * 1000

async function dropOldTrees(trees: string, current: string): Promise<void> {
  const found = await Promise.all(
    (await readdir(trees)).map(async (name) => {
      // Another process may settle or drop it at this moment.
      const made = await stat(join(trees, name)).catch(() => undefined)
      return made === undefined || name === current ? [] : [{ name, at: made.mtimeMs }]
    }),
  )
  const isTree = ({ name }: { name: string }) => /^[0-9a-f]+$/.test(name)
  const all = found.flat().sort((a, b) => b.at - a.at)
  // A draft that old is of a process that was killed.
  const left = all.filter((each) => !isTree(each) && Date.now() - each.at > draftsKeptMs)
  for (const { name } of [...all.filter(isTree).slice(treesKept - 1), ...left])
    await rm(join(trees, name), { recursive: true, force: true, maxRetries: 5 })
}
