import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** Where a repository of this machine keeps its objects, and where its history was cut off, if it was. */
export type FolderObjects = { objects: string; shallow: string | null }

/** Found without git, which would read the configuration of whoever owns the folder. Undefined where there is none. */
export async function folderObjects(path: string): Promise<FolderObjects | undefined> {
  for (const gitDir of [join(path, '.git'), path]) {
    const common = await commonDir(gitDir)
    const objects = common && join(common, 'objects')
    if (objects && (await isFolder(objects))) return { objects, shallow: (await text(join(common, 'shallow'))) || null }
  }
  return undefined
}

/** A folder, or in a linked work tree a file that says where it is; then the rest is where that one says. */
async function commonDir(gitDir: string): Promise<string | undefined> {
  const pointed = /^gitdir: (.+?)\r?\n?$/.exec((await text(gitDir)) ?? '')?.[1]
  const dir = pointed === undefined ? gitDir : resolve(dirname(gitDir), pointed)
  if (!(await isFolder(dir))) return undefined
  const common = (await text(join(dir, 'commondir')))?.trim()
  return common ? resolve(dir, common) : dir
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

async function text(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return undefined
  }
}
