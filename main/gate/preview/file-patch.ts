import type { Repository } from '../git/open-repository.ts'
import { gitRefused, runGit } from '../git/run-git.ts'
import { type ChangedFile, changedFiles } from './files.ts'
import { patchText } from './patch-text.ts'

/** `cut` where it is longer than is shown; the text says so too, and says it of what is no text. */
export type FilePatch = { path: string; old_path: string | null; binary: boolean; cut: boolean; patch: string }

export type FilePatchWanted = { from_sha: string | null; to_sha: string; path: string }

const longestPatch = 400_000
const submodule = '160000'
const nothing = /^0+$/

/** The change of one file, asked for by its path as a preview shows it. Undefined where the two do not differ in it. */
export async function filePatch(
  repository: Pick<Repository, 'gitDir'>,
  { from_sha, to_sha, path }: FilePatchWanted,
  signal: AbortSignal,
): Promise<FilePatch | undefined> {
  const ends = { from: from_sha, to: to_sha, counted: false }
  const { files } = await changedFiles(repository, ends, (shown) => shown === path, signal)
  const file = files[0]
  if (file === undefined) return undefined
  const { old_path } = file
  const head = headOf(file)
  if (file.before.mode === submodule || file.after.mode === submodule)
    return { path, old_path, binary: false, cut: false, patch: `${head}${submoduleLines(file)}` }
  if (file.before.object === file.after.object) return { path, old_path, binary: false, cut: false, patch: head }
  const { hunks, binary, cut } = await hunksOf(repository, file, signal)
  const note = binary
    ? 'It is no text: there is nothing to read of it here.\n'
    : cut
      ? `… (the patch is longer than ${longestPatch / 1000} kB: the rest is not shown)\n`
      : ''
  return { path, old_path, binary, cut, patch: `${head}${hunks}${note}` }
}

/** As git heads a patch, but with the path as it is shown. */
function headOf({ path, old_path, before, after }: ChangedFile): string {
  const added = nothing.test(before.object)
  const deleted = nothing.test(after.object)
  const lines = [`diff --git a/${old_path ?? path} b/${path}`]
  if (added) lines.push(`new file mode ${after.mode}`)
  else if (deleted) lines.push(`deleted file mode ${before.mode}`)
  else if (before.mode !== after.mode) lines.push(`old mode ${before.mode}`, `new mode ${after.mode}`)
  if (old_path !== null) lines.push(`rename from ${old_path}`, `rename to ${path}`)
  if (before.object !== after.object)
    lines.push(`--- ${added ? '/dev/null' : `a/${old_path ?? path}`}`, `+++ ${deleted ? '/dev/null' : `b/${path}`}`)
  return `${lines.join('\n')}\n`
}

function submoduleLines({ before, after }: ChangedFile): string {
  const line = (sign: string, { mode, object }: ChangedFile['before']) =>
    nothing.test(object) ? '' : `${sign}${mode === submodule ? 'Subproject commit' : 'Object'} ${object}\n`
  return `${line('-', before)}${line('+', after)}`
}

/**
 * Of the two objects, not of a path: no attribute of the commit decides what counts as text, and no path has to be told to
 * git, which could be of bytes that an argument cannot hold.
 */
async function hunksOf(
  { gitDir }: Pick<Repository, 'gitDir'>,
  { before, after }: ChangedFile,
  signal: AbortSignal,
): Promise<{ hunks: string; binary: boolean; cut: boolean }> {
  const empty = await emptyBlob(gitDir, [before.object, after.object], signal)
  const objects = [before.object, after.object].map((object) => (nothing.test(object) ? empty : object))
  const how = ['--no-ext-diff', '--no-textconv', '--no-color', '--unified=3']
  const args = ['diff', ...how, ...objects, '--']
  const run = await runGit({ gitDir, args, signal, maxOutput: longestPatch })
  if (run.code !== 0) throw gitRefused('The change of this file cannot be read', run)
  const begin = run.stdout.search(/^@@ /m)
  // An empty file that is new has no lines either.
  if (begin < 0) return { hunks: '', binary: /^Binary files /m.test(run.stdout), cut: run.cut }
  const end = run.cut ? run.stdout.lastIndexOf('\n') + 1 : run.stdout.length
  return { hunks: patchText(run.stdout.slice(begin, end)), binary: false, cut: run.cut }
}

async function emptyBlob(gitDir: string, objects: readonly string[], signal: AbortSignal): Promise<string> {
  if (!objects.some((object) => nothing.test(object))) return ''
  const run = await runGit({ gitDir, args: ['hash-object', '-w', '--stdin'], stdin: '', signal })
  if (run.code !== 0) throw gitRefused('The repository cannot be read', run)
  return run.stdout.trim()
}
