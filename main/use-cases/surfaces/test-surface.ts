import type { z } from '@hono/zod-openapi'
import type { testSurface as contract } from '../../../shared/contract/surfaces.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Surface } from '../../../shared/domain/surface.ts'
import { repositoriesDir } from '../../gate/folders.ts'
import { openRepository } from '../../gate/git/open-repository.ts'
import { resolveCommit } from '../../gate/git/resolve-commit.ts'
import { observerOf } from '../../gate/observe.ts'
import { orFault } from '../../gate/or-fault.ts'
import { probe } from '../../gate/probe.ts'
import type { Services } from '../../services.ts'
import type { Caller } from '../caller.ts'
import { findKnownSurface, noSuchSurface } from './known-surfaces.ts'
import { unknownConnectors } from './unknown-connectors.ts'

type Tested = z.output<(typeof contract.responses)[200]['content']['application/json']['schema']>
type Check = Tested['checks'][number]

const patienceMs = 20_000

/** Its host with its credentials, its repository with its ref, its health: each is looked at now, and nothing is changed. */
export async function testSurface(services: Services, { workspace }: Caller, id: string): Promise<Result<Tested>> {
  const known = await findKnownSurface(services, services.store.read, workspace, id)
  if (known === undefined) return { ok: false, refusal: noSuchSurface }
  const { surface } = known
  const signal = AbortSignal.any([services.stopping, AbortSignal.timeout(patienceMs)])
  const host = observerOf(services).host(workspace, surface)
  const [ofHost, ofRepository, ofHealth, unknown] = await Promise.all([
    orFault(host.check(signal), signal),
    repositoryCheck(services, workspace, surface, signal),
    healthCheck(services, surface, signal),
    unknownConnectors(services.store.read, workspace, [surface]),
  ])
  const checks = [
    ...(ofHost.ok ? ofHost.value : [{ name: 'host', ok: false, detail: ofHost.why }]),
    ofRepository,
    ...ofHealth,
    ...unknown.map((detail) => ({ name: 'notify', ok: false, detail })),
  ]
  return ok({ ok: checks.every((check) => check.ok), checks })
}

async function repositoryCheck(
  { gate }: Services,
  workspace: string,
  { repository, ref }: Surface,
  signal: AbortSignal,
): Promise<Check> {
  const name = 'repository'
  const look = async () => {
    const opened = await openRepository({ repository, dir: repositoriesDir(gate, workspace) }, signal)
    return { stale: opened.stale, sha: await resolveCommit(opened, ref, signal) }
  }
  const found = await orFault(look(), signal)
  if (!found.ok) return { name, ok: false, detail: found.why }
  const { stale, sha } = found.value
  if (stale !== null) return { name, ok: false, detail: stale }
  if (sha === null) return { name, ok: false, detail: `There is no branch or tag ${ref}.` }
  return { name, ok: true, detail: `${ref} is at ${sha.slice(0, 12)}` }
}

async function healthCheck({ gate }: Services, { health }: Surface, signal: AbortSignal): Promise<Check[]> {
  const { url, timeout_seconds } = health
  if (url === null) return []
  const found = await orFault(probe({ url, timeout_seconds }, { fetch: gate.fetch }, signal), signal)
  const error = found.ok ? found.value.error : found.why
  return [{ name: 'health', ok: error === null, detail: error ?? `${url} answered 200` }]
}
