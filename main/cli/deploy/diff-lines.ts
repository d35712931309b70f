import type { z } from 'zod'
import type { DeployDiff } from '../../../shared/contract/deploys.ts'
import { type Painter, plain } from './paint.ts'

type Diff = z.output<typeof DeployDiff>
const shownCommits = 50
const shownFiles = 60

/** What will really ship, to be read before the phrase is typed. */
export function diffLines(diff: Diff, paint: Painter): string[] {
  const { from_sha, to_sha, commits, commits_total, lost, lost_total, files, files_total, additions, deletions } = diff
  const lines = [
    `${paint.bold('From')} ${from_sha ?? 'nothing: this is the first deploy'}`,
    `${paint.bold('To')}   ${to_sha}`,
    '',
    paint.bold(from_sha === to_sha ? 'No commits: what is asked for runs already' : countOf(commits_total, 'commit')),
    ...commits.slice(0, shownCommits).map((commit) => commitLine(commit, paint)),
    ...more(commits_total, Math.min(commits.length, shownCommits), 'commit'),
  ]
  if (lost.length > 0)
    lines.push(
      '',
      paint.bad(`TAKEN AWAY: ${countOf(lost_total, 'commit')} that run now and are not in it`),
      ...lost.slice(0, shownCommits).map((commit) => commitLine(commit, paint)),
      ...more(lost_total, Math.min(lost.length, shownCommits), 'commit'),
    )
  const sums = `${paint.added(`+${additions}`)} ${paint.removed(`-${deletions}`)}`
  lines.push('', `${paint.bold(countOf(files_total, 'file'))} ${sums}`)
  for (const file of files.slice(0, shownFiles)) {
    const { status, path, old_path, additions: more_, deletions: less } = file
    const name = old_path === null ? plain(path) : `${plain(old_path)} → ${plain(path)}`
    const change = more_ === null ? 'binary' : `${paint.added(`+${more_}`)} ${paint.removed(`-${less ?? 0}`)}`
    lines.push(`  ${status.padEnd(12)} ${name}  ${change}`)
  }
  lines.push(...more(files_total, Math.min(files.length, shownFiles), 'file'))
  if (diff.plan !== null)
    lines.push('', paint.bold('The plan'), ...diff.plan.text.split('\n').map(plain), plain(diff.plan.summary))
  lines.push('', `${paint.bold('Smoke gate')} ${plain(diff.smoke.detail)}`)
  for (const warning of diff.warnings) lines.push(paint.warn(`WARNING: ${plain(warning)}`))
  return lines
}

function commitLine({ sha, author, at, subject }: Diff['commits'][number], paint: Painter): string {
  return `  ${paint.warn(sha.slice(0, 9))} ${at.slice(0, 10)} ${plain(author)}  ${plain(subject)}`
}

const countOf = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
const more = (all: number, shown: number, what: string): string[] =>
  all > shown ? [`  … and ${countOf(all - shown, what)} more`] : []
