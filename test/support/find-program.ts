import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const suffix = process.platform === 'win32' ? '.exe' : ''

/** The full path of a program in PATH. */
export function findInPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return findIn(folders, name)
}

/** The full path of a program in the first of these folders that has it. */
export function findIn(folders: string[], name: string): string | undefined {
  return folders.map((folder) => join(folder, `${name}${suffix}`)).find((path) => existsSync(path))
}

/** `parent/VERSION/rest` for every version there is, the newest first. */
export function versionFolders(parent: string, rest: string): string[] {
  if (!existsSync(parent)) return []
  const byVersion = (a: string, b: string) => b.localeCompare(a, 'en', { numeric: true })
  return readdirSync(parent)
    .sort(byVersion)
    .map((version) => join(parent, version, rest))
}
