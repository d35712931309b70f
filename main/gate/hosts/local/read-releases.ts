import type { Repository } from '../../git/open-repository.ts'
import { gitRefused, runGit } from '../../git/run-git.ts'
import type { Release } from '../../host.ts'
import { cutLine, plainLine } from '../../plain-line.ts'
import { type ReleaseRef, releaseId } from './release-refs.ts'

/** The words of a release that somebody else made: since when it runs, nobody knows. */
export const foundRunning = 'Found running'

/** Of when they are, and why there are, as their tags say. */
export async function readReleases(
  { gitDir }: Repository,
  refs: readonly ReleaseRef[],
  signal: AbortSignal,
): Promise<Release[]> {
  if (refs.length === 0) return []
  const chunks: Buffer[] = []
  const stdin = refs.map(({ object }) => `${object}\n`).join('')
  const run = await runGit({
    gitDir,
    args: ['cat-file', '--batch'],
    stdin,
    signal,
    take: (chunk) => chunks.push(chunk),
  })
  if (run.code !== 0) throw gitRefused('The releases cannot be read', run)
  const texts = objectsIn(Buffer.concat(chunks))
  return refs.map(({ n, sha, object }) => ({ id: releaseId(n), sha, ...wordsOf(texts.get(object) ?? '') }))
}

/** `<name> SP <type> SP <size> LF <content> LF`, one after the other. Only tags have words of their own. */
function objectsIn(bytes: Buffer): Map<string, string> {
  const texts = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at)
    const [name = '', type = '', size] = bytes.toString('latin1', at, end).split(' ')
    const from = end + 1
    const to = from + Number(size ?? 0)
    if (type === 'tag') texts.set(name, bytes.toString('utf8', from, to))
    at = size === undefined ? from : to + 1
  }
  return texts
}

function wordsOf(tag: string): { at: string | null; label: string } {
  const cut = tag.indexOf('\n\n')
  const seconds = /^tagger .* (\d{1,11}) [+-]\d{4}$/m.exec(tag.slice(0, Math.max(cut, 0)))?.[1]
  const [first = ''] = tag.slice(cut + 2).split('\n')
  const label = cut < 0 ? '' : cutLine(plainLine(first), 200)
  if (seconds === undefined || label === foundRunning) return { at: null, label }
  return { at: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z'), label }
}
