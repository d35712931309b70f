import type { FileStatus } from '../../../shared/domain/preview.ts'
import type { Repository } from '../git/open-repository.ts'
import { gitRefused, runGit } from '../git/run-git.ts'
import { fields } from './fields.ts'
import { shownPath } from './shown-path.ts'

type Side = { mode: string; object: string }
export type ChangedFile = {
  path: string
  old_path: string | null
  status: FileStatus
  additions: number | null
  deletions: number | null
  /** What git has of it on either side. */
  before: Side
  after: Side
}
export type ChangedFiles = { files: ChangedFile[]; files_total: number; additions: number; deletions: number }

const statuses: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type_changed',
}

/** What the two trees differ in. Only the files that `wanted` says yes to are kept; everything is counted. */
export async function changedFiles(
  { gitDir }: Pick<Repository, 'gitDir'>,
  { from, to, counted }: { from: string | null; to: string; counted: boolean },
  wanted: (path: string, n: number) => boolean,
  signal: AbortSignal,
): Promise<ChangedFiles> {
  const reader = readChanges(wanted)
  // Without options of its own, git diff-tree runs nothing that attributes or a configuration name.
  const how = ['-r', '-z', '-M', '--raw', '--no-abbrev', '--no-ext-diff', '--no-textconv', '--no-color']
  const what = counted ? ['--numstat'] : []
  const args = ['diff-tree', ...how, ...what, from ?? (await emptyTree(gitDir, signal)), to, '--']
  const run = await runGit({ gitDir, args, signal, take: reader.take })
  if (run.code !== 0) throw gitRefused('What changes cannot be listed', run)
  return reader.found
}

/** Of this repository's kind of hash. Git knows it without having it. */
async function emptyTree(gitDir: string, signal: AbortSignal): Promise<string> {
  const run = await runGit({ gitDir, args: ['hash-object', '-t', 'tree', '--stdin'], stdin: '', signal })
  if (run.code !== 0) throw gitRefused('The repository cannot be read', run)
  return run.stdout.trim()
}

/** First all that changed (`:modes objects status`, paths), then in the same order how much (`added TAB deleted TAB path`). */
function readChanges(wanted: (path: string, n: number) => boolean) {
  const found: ChangedFiles = { files: [], files_total: 0, additions: 0, deletions: 0 }
  const kept = new Map<number, ChangedFile>()
  let head: string[] | undefined
  let paths: string[] = []
  let skip = 0
  let counted = 0
  const change = () => {
    const [modeBefore = '', modeAfter = '', before = '', after = '', letter = ''] = head ?? []
    const [first = '', second] = paths
    const n = found.files_total++
    const path = second ?? first
    if (wanted(path, n)) {
      const file: ChangedFile = {
        ...{ path, old_path: second === undefined ? null : first, status: statuses[letter.charAt(0)] ?? 'modified' },
        ...{ additions: null, deletions: null },
        ...{ before: { mode: modeBefore, object: before }, after: { mode: modeAfter, object: after } },
      }
      kept.set(n, file)
      found.files.push(file)
    }
    head = undefined
    paths = []
  }
  const count = (added: string, deleted: string) => {
    const file = kept.get(counted++)
    if (added === '-') return
    found.additions += Number(added)
    found.deletions += Number(deleted)
    if (file) Object.assign(file, { additions: Number(added), deletions: Number(deleted) })
  }
  const { take } = fields((field) => {
    if (head !== undefined) {
      paths.push(shownPath(field))
      if (paths.length === (/[RC]/.test(head[4] ?? '') ? 2 : 1)) change()
    } else if (skip > 0) skip--
    else if (field[0] === 0x3a) head = field.toString('latin1').slice(1).split(' ')
    else {
      const [, added = '', deleted = '', path = ''] = /^(\d+|-)\t(\d+|-)\t(.*)$/s.exec(field.toString('latin1')) ?? []
      // Of what was renamed both paths follow, each in a field of its own.
      if (path === '') skip = 2
      if (added !== '') count(added, deleted)
    }
  })
  return { take, found }
}
