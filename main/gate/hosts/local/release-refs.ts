import { type RemoteRef, remoteRefs } from '../../git/remote-refs.ts'

export type LocalTarget = { remote: string; branch: string }
/** `object` is the tag that says of when and why it is. */
export type ReleaseRef = { n: number; sha: string; object: string }
export type ReleaseRefs = { head: string | null; newest: ReleaseRef | undefined; all: readonly ReleaseRef[] }

const folder = 'refs/countersign/releases/'
export const releaseName = (n: number): string => `${folder}${n}`
export const releaseId = (n: number): string => `v${n}`

/** What the remote itself says that it has: the head of the branch, and its releases, newest first. */
export async function releaseRefs({ remote, branch }: LocalTarget, signal: AbortSignal): Promise<ReleaseRefs> {
  const name = `refs/heads/${branch}`
  const refs = await remoteRefs(remote, [name, `${folder}*`], {}, signal)
  const all = [...refs].flatMap((ref) => releaseOf(ref)).sort((a, b) => b.n - a.n)
  return { head: refs.get(name)?.commit ?? null, newest: all[0], all }
}

function releaseOf([name, { object, commit }]: [string, RemoteRef]): ReleaseRef[] {
  const n = /^[1-9]\d{0,8}$/.exec(name.slice(folder.length))?.[0]
  return name.startsWith(folder) && n !== undefined ? [{ n: Number(n), sha: commit, object }] : []
}
