import type { PreviewCommit } from '../../../shared/domain/preview.ts'
import type { Repository } from '../git/open-repository.ts'
import { gitRefused, runGit } from '../git/run-git.ts'
import { cutLine, plainLine } from '../plain-line.ts'
import { fields } from './fields.ts'

const longestAuthor = 200
const longestSubject = 500

/** What `to` has and `from` has not, newest first; not more than `most`. */
export async function commitsBetween(
  { gitDir }: Pick<Repository, 'gitDir'>,
  { from, to, most }: { from: string | null; to: string; most: number },
  signal: AbortSignal,
): Promise<PreviewCommit[]> {
  const commits: PreviewCommit[] = []
  let commit: string[] = []
  const { take } = fields((field) => {
    // With -z the commit itself ends with a NUL too: that of its last field.
    if (commit.push(field.toString('utf8')) < 4) return
    commits.push(shown(commit))
    commit = []
  })
  const format = '--format=tformat:%H%x00%an%x00%ct%x00%s'
  const range = from === null ? [to] : [to, `^${from}`]
  const args = ['log', '-z', format, '--encoding=UTF-8', '--no-show-signature', '--no-color', `--max-count=${most}`]
  const run = await runGit({ gitDir, args: [...args, ...range, '--'], signal, take })
  if (run.code !== 0) throw gitRefused('The commits between cannot be listed', run)
  return commits
}

function shown([sha = '', author = '', seconds = '', subject = '']: readonly string[]): PreviewCommit {
  return {
    sha,
    author: cutLine(plainLine(author), longestAuthor) || '(no name)',
    at: timeOf(Number(seconds)),
    subject: cutLine(plainLine(subject), longestSubject) || '(no subject)',
  }
}

const lastMoment = Date.parse('9999-12-31T23:59:59Z') / 1000

/** Anybody may write any number there. */
function timeOf(seconds: number): string {
  const sane = Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), lastMoment) : 0
  return new Date(sane * 1000).toISOString().replace('.000Z', 'Z')
}
