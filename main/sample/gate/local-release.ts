import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { releaseId, releaseName } from '../../gate/hosts/local/release-refs.ts'

type Named = { n: number; sha: string; at: number; why: string; deploy_id: string }

/**
 * Names a release that the story tells of, as the host `local` would have named it: a tag, with the name that leads to it.
 * Written without a process of git's: the story has six of them, and the sample has to open at once.
 */
export function nameLocalRelease(remote: string, { n, sha, at, why, deploy_id }: Named): string {
  const tagger = `tagger Countersign <countersign@localhost> ${Math.floor(at / 1000)} +0000`
  const tag = `object ${sha}\ntype commit\ntag countersign-${releaseId(n)}\n${tagger}\n\n${why}\n\ndeploy ${deploy_id}\n`
  const object = Buffer.from(`tag ${Buffer.byteLength(tag)}\0${tag}`)
  const name = createHash('sha1').update(object).digest('hex')
  write(join(remote, 'objects', name.slice(0, 2), name.slice(2)), deflateSync(object))
  write(join(remote, releaseName(n)), `${name}\n`)
  return releaseId(n)
}

function write(file: string, content: Buffer | string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, content)
}
