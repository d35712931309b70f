import type { Context } from 'hono'
import { verifyEvidence } from '../../shared/contract/evidence.ts'
import type { PackageReport } from '../evidence/verify-package.ts'
import { tooLarge } from '../use-cases/evidence/receive-upload.ts'
import { verifyUpload } from '../use-cases/evidence/verify-upload.ts'
import { unwrap } from './problem.ts'

/** The one operation whose body is a file: it is taken as it comes, under a limit of its own, and never read whole. */
export const isUpload = (c: Context): boolean => c.req.method === 'POST' && c.req.path === verifyEvidence.path

/** Checks the package that a request brings. */
export async function checkUpload(request: Request, limit: number, stopping?: AbortSignal): Promise<PackageReport> {
  const { body, headers, signal: gone } = request
  if (Number(headers.get('content-length') ?? 0) > limit) unwrap(tooLarge(limit))
  const signal = stopping ? AbortSignal.any([gone, stopping]) : gone
  return unwrap(await verifyUpload({ bytes: body, limit, signal }))
}
