import type { Repository } from '../../git/open-repository.ts'
import { pushRefs } from '../../git/push-refs.ts'
import { gitRefused, runGit } from '../../git/run-git.ts'
import { RemoteMoved, type Say } from '../../host.ts'
import { foundRunning } from './read-releases.ts'
import { type LocalTarget, type ReleaseRefs, releaseId, releaseName } from './release-refs.ts'

export type NewRelease = LocalTarget & {
  /** What the remote has, as it has just said. */
  refs: ReleaseRefs
  sha: string
  /** What its branch must have, or nothing is pushed. */
  expected: string | null
  deploy_id: string
  why: string
  at: number
}

/** Moves the branch and names the release in one push, all or nothing. Hands back what the release is called. */
export async function pushRelease(
  repository: Repository,
  { remote, branch, refs, sha, expected, deploy_id, why, at }: NewRelease,
  say: Say,
  signal: AbortSignal,
): Promise<string> {
  const { head, newest } = refs
  if (head !== expected)
    throw new RemoteMoved(`${branch} is not where it was when this was previewed: nothing was pushed`)
  if (head === sha) say(`${branch} has ${sha.slice(0, 12)} already: only the release is new`)
  const releases: { sha: string; text: string }[] = []
  // What somebody pushed past this console gets a name first, so that one can come back to it.
  if (head !== null && newest?.sha !== head) releases.push({ sha: head, text: foundRunning })
  releases.push({ sha, text: `${why}\n\ndeploy ${deploy_id}` })
  const first = (newest?.n ?? 0) + 1
  const names = await Promise.all(
    releases.map(async (release, offset) => {
      const n = first + offset
      return { name: releaseName(n), to: await writeTag(repository, { ...release, n, at }, signal), expected: null }
    }),
  )
  const updates = [{ name: `refs/heads/${branch}`, to: sha, expected }, ...names]
  await pushRefs(repository, { remote, updates }, say, signal)
  return releaseId(first + releases.length - 1)
}

/** By nobody in particular: the ledger knows who, and could not forget it in here. */
async function writeTag(
  { gitDir }: Repository,
  { sha, n, text, at }: { sha: string; n: number; text: string; at: number },
  signal: AbortSignal,
): Promise<string> {
  const tagger = `tagger Countersign <countersign@localhost> ${Math.floor(at / 1000)} +0000`
  const stdin = `object ${sha}\ntype commit\ntag countersign-${releaseId(n)}\n${tagger}\n\n${text}\n`
  const run = await runGit({ gitDir, args: ['mktag'], stdin, signal })
  if (run.code !== 0) throw gitRefused('The release could not be named', run)
  return run.stdout.trim()
}
