import { definitionDigest, type PreviewEnds, previewId, readPreviewId } from '../../../shared/domain/preview.ts'
import { ok, type Result, refuse } from '../../../shared/domain/result.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { repositoriesDir } from '../../gate/folders.ts'
import { prepareRepository } from '../../gate/git/open-repository.ts'
import { orFault } from '../../gate/or-fault.ts'
import { filePatch } from '../../gate/preview/file-patch.ts'
import type { Services } from '../../services.ts'
import type { Caller } from '../caller.ts'
import { findKnownSurface, noSuchSurface } from '../surfaces/known-surfaces.ts'
import { endsIn, previewOf } from './preview-of.ts'

const patienceMs = 30_000

type Wanted = { path: string; preview_id?: string | undefined; to?: string | undefined }

/** The patch of one file between the two ends of a preview; without its id, of a preview made now. */
export async function showFileDiff(
  services: Services,
  { workspace }: Caller,
  id: string,
  { path, preview_id, to }: Wanted,
  gone: AbortSignal,
): Promise<Result<string>> {
  const known = await findKnownSurface(services, services.store.read, workspace, id)
  if (known === undefined) return { ok: false, refusal: noSuchSurface }
  if (known.defined === 'api' && known.held !== null) return refuse('path_not_offered', known.held)
  const { surface } = known
  const signal = AbortSignal.any([services.stopping, gone, AbortSignal.timeout(patienceMs)])
  const ends =
    preview_id === undefined
      ? await previewOf(services, workspace, surface, { to }, signal)
      : endsOf(surface, preview_id)
  if (!ends.ok) return ends
  const { from_sha, to_sha } = ends.value
  const read = async () => {
    const place = { repository: surface.repository, dir: repositoriesDir(services.gate, workspace) }
    return filePatch(await prepareRepository(place, signal), { from_sha, to_sha, path }, signal)
  }
  const patch = await orFault(read(), signal)
  if (!patch.ok) return refuse('host_unreachable', patch.why)
  return patch.value ? ok(patch.value.patch) : refuse('not_found', 'That file is the same on both ends.')
}

/** Only between the ends of what was previewed of this very surface: whoever may look here may not ask for any commit. */
function endsOf(surface: Surface, preview_id: string): Result<PreviewEnds> {
  const id = endsIn(preview_id)
  const ends = readPreviewId(id)
  const bound = ends && { surface_id: surface.id, definition_digest: definitionDigest(surface), ...ends }
  if (bound && previewId(bound) === id) return ok(ends)
  return refuse('invalid_input', 'That is no preview of this surface as it is defined now.', {
    issues: [{ path: ['preview_id'], message: 'expected the id of a preview' }],
  })
}
