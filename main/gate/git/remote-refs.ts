import type { Environment } from '../program-environment.ts'
import { addressOf } from './place.ts'
import { gitRefused, knownPlace, runGit, shownPlace } from './run-git.ts'

/** What a name stands for; of a tag with words of its own, that and the commit that it was put on. */
export type RemoteRef = { object: string; commit: string }

/** What a remote has under these names, as it says itself. `*` at the end of one stands for anything. */
export async function remoteRefs(
  remote: string,
  names: readonly string[],
  { env }: { env?: Environment | undefined },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RemoteRef>> {
  const place = knownPlace(remote)
  const args = ['ls-remote', '--quiet', '--', addressOf(place), ...names.flatMap((name) => [name, `${name}^{}`])]
  const run = await runGit({ gitDir: null, args, place, env, signal, maxOutput: 16 * 1024 * 1024 })
  if (run.code !== 0) throw gitRefused(`${shownPlace(place)} cannot be read`, run)
  const refs = new Map<string, RemoteRef>()
  for (const line of run.stdout.split('\n')) {
    const [, commit, name] = /^([0-9a-f]{40,64})\t(.+?)(?:\^\{\})?$/.exec(line) ?? []
    // Git looks at how a name ends, so there can be longer ones among them. What a tag was put on comes after the tag.
    if (commit && name && names.some((wanted) => fits(wanted, name)))
      refs.set(name, { object: refs.get(name)?.object ?? commit, commit })
  }
  return refs
}

const fits = (wanted: string, name: string): boolean =>
  wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted

/** Null where there is no such branch. */
export async function remoteHead(
  remote: string,
  branch: string,
  needs: { env?: Environment | undefined },
  signal: AbortSignal,
): Promise<string | null> {
  const name = `refs/heads/${branch}`
  return (await remoteRefs(remote, [name], needs, signal)).get(name)?.commit ?? null
}
