import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { canonicalBytes, type Json } from './entry.ts'
import type { Surface } from './surface.ts'

export type PreviewCommit = { sha: string; author: string; at: string; subject: string }

const fileStatuses = ['added', 'modified', 'deleted', 'renamed', 'copied', 'type_changed'] as const
export type FileStatus = (typeof fileStatuses)[number]

type PreviewFile = {
  /** In git's own quotes where it holds anything that could not be shown as it is. */
  path: string
  old_path: string | null
  status: FileStatus
  /** Null of what is no text. */
  additions: number | null
  deletions: number | null
}

/** What would ship. The lists are cut at a length that a page can show; the totals are not. */
export type Preview = {
  surface: string
  from_sha: string | null
  to_sha: string
  /** Newest first. */
  commits: PreviewCommit[]
  commits_total: number
  /** What runs now and is not in it: it would be taken away. */
  lost: PreviewCommit[]
  lost_total: number
  fast_forward: boolean
  files: PreviewFile[]
  files_total: number
  additions: number
  deletions: number
  truncated: boolean
  preview_id: string
  /** Why the repository could not be asked, if so: then this is what it was when it last could. */
  stale: string | null
}

/** Of the surface as it is defined now. Every field counts: what is deployed, where to, and what is asked before. */
export function definitionDigest(surface: Surface): string {
  const plain: Json = JSON.parse(JSON.stringify(surface))
  return `sha256:${bytesToHex(sha256(canonicalBytes(plain)))}`
}

export type PreviewEnds = { from_sha: string | null; to_sha: string }
type Bound = PreviewEnds & { surface_id: string; definition_digest: string }

/**
 * What was previewed, as one word that the server need not remember. If the surface is defined anew, or either end moves,
 * another preview has another id.
 */
export function previewId({ surface_id, definition_digest, from_sha, to_sha }: Bound): string {
  const seal = bytesToHex(sha256(canonicalBytes({ surface_id, definition_digest, from_sha, to_sha }))).slice(0, 32)
  return `pv1.${from_sha ?? 'none'}.${to_sha}.${seal}`
}

const sha = '[0-9a-f]{40}(?:[0-9a-f]{24})?'
const form = new RegExp(`^pv1\\.(none|${sha})\\.(${sha})\\.[0-9a-f]{32}$`)

/** The ends that it names. Whether it is of this surface, only `previewId` of the same ends can tell. */
export function readPreviewId(id: string): PreviewEnds | undefined {
  const [, from, to] = form.exec(id) ?? []
  return from === undefined || to === undefined ? undefined : { from_sha: from === 'none' ? null : from, to_sha: to }
}
