import { definitionDigest, type Preview, previewId } from '../../shared/domain/preview.ts'
import { ok, type Result, refuse } from '../../shared/domain/result.ts'
import type { Surface } from '../../shared/domain/surface.ts'
import { countBetween } from './git/count-between.ts'
import { fetchBranch } from './git/fetch-branch.ts'
import { openRepository, type Repository } from './git/open-repository.ts'
import { resolveCommit } from './git/resolve-commit.ts'
import { HostRefused } from './host.ts'
import { herokuBranch, remoteOf } from './hosts/heroku/git-access.ts'
import { cutLine, plainLine } from './plain-line.ts'
import { commitsBetween } from './preview/commits.ts'
import { changedFiles } from './preview/files.ts'
import type { Environment } from './program-environment.ts'

export type PreviewWanted = {
  surface: Surface
  /** What the remote really has: its host says so. */
  from_sha: string | null
  /** A branch, a tag or a SHA; what the surface is defined with, if nothing. */
  to?: string | undefined
}
export type PreviewNeeds = {
  /** Where mirrors of repositories are kept. */
  dir: string
  /** What the repository is asked with. */
  env?: Environment | undefined
  /** What the remote is asked with, where it is another. */
  remoteEnv?: Environment | undefined
}

const mostCommits = 1_000
const mostFiles = 3_000

/** What would ship: from what really runs to what is asked for. Read anew at every call, and nothing is remembered. */
export async function previewDeploy(
  { surface, from_sha, to = surface.ref }: PreviewWanted,
  needs: PreviewNeeds,
  signal: AbortSignal,
): Promise<Result<Preview>> {
  const opened = await reached(
    openRepository({ repository: surface.repository, dir: needs.dir, env: needs.env }, signal),
  )
  if (!opened.ok) return opened
  const repository = opened.value
  const to_sha = await resolveCommit(repository, to, signal)
  if (to_sha === null) {
    const shown = cutLine(plainLine(to), 200)
    return refuse('not_found', `There is no branch, tag or commit ${shown} in the repository.`, { to: shown })
  }
  if (from_sha !== null && !(await isThere(repository, { surface, sha: from_sha }, needs, signal))) {
    return refuse(
      'commit_unknown',
      `What runs there is ${from_sha}, which neither the repository nor the remote hands out, so nobody can say what would change. Push that commit to the repository, or roll back to a release that is known.`,
      { from_sha, to_sha },
    )
  }
  return ok(await compare(repository, { surface, from_sha, to_sha }, signal))
}

async function compare(
  repository: Repository,
  { surface, from_sha, to_sha }: { surface: Surface; from_sha: string | null; to_sha: string },
  signal: AbortSignal,
): Promise<Preview> {
  const most = mostCommits
  const keep = (_path: string, n: number) => n < mostFiles
  const [commits, lost, count, changed] = await Promise.all([
    commitsBetween(repository, { from: from_sha, to: to_sha, most }, signal),
    from_sha === null ? [] : commitsBetween(repository, { from: to_sha, to: from_sha, most }, signal),
    countBetween(repository, from_sha, to_sha, signal),
    changedFiles(repository, { from: from_sha, to: to_sha, counted: true }, keep, signal),
  ])
  const { ahead: commits_total, behind: lost_total } = count
  return {
    surface: surface.id,
    ...{ from_sha, to_sha, commits, commits_total, lost, lost_total },
    fast_forward: lost_total === 0,
    files: changed.files.map(({ before: _, after: __, ...file }) => file),
    files_total: changed.files_total,
    additions: changed.additions,
    deletions: changed.deletions,
    truncated: commits_total > commits.length || lost_total > lost.length || changed.files_total > changed.files.length,
    preview_id: previewId({ surface_id: surface.id, definition_digest: definitionDigest(surface), from_sha, to_sha }),
    stale: repository.stale,
  }
}

/** Somebody may have pushed what runs there from elsewhere; then the remote itself can have it. */
async function isThere(
  repository: Repository,
  { surface, sha }: { surface: Surface; sha: string },
  { env, remoteEnv = env }: PreviewNeeds,
  signal: AbortSignal,
): Promise<boolean> {
  if ((await resolveCommit(repository, sha, signal)) !== null) return true
  const remote = surface.host === 'heroku' ? remoteOf(surface) : surface.remote
  if (remote === null) return false
  const branch = surface.host === 'local' ? surface.settings.branch : herokuBranch
  await reached(fetchBranch(repository, { remote, branch, env: remoteEnv }, signal))
  return (await resolveCommit(repository, sha, signal)) !== null
}

async function reached<T>(work: Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work)
  } catch (error) {
    if (error instanceof HostRefused) return refuse('host_unreachable', `${error.message}.`)
    throw error
  }
}
