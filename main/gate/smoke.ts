import { join } from 'node:path'
import type { DeployPath } from '../../shared/domain/gate.ts'
import type { Surface } from '../../shared/domain/surface.ts'
import { inCheckout, repositoryWith } from './checked-out.ts'
import { HostRefused, type Say } from './host.ts'
import { asTyped, runSteps } from './hosts/command/steps.ts'

/** `none`: nothing was asked, or nobody could be asked; it stands in nobody's way, and `detail` says which. */
export type SmokeVerdict = { verdict: 'passed' | 'failed' | 'none'; detail: string }

export type SmokeNeeds = {
  surface: Surface
  to_sha: string
  path: DeployPath
  /** A folder for checkouts, and where repositories are kept. */
  dir: string
  repositories: string
  /** What the forge says of the commit. */
  forgeChecks(
    to_sha: string,
    signal: AbortSignal,
  ): Promise<{ verdict: 'passed' | 'failed' | 'pending' | 'unreachable'; detail: string }>
}

/** The gate before anything goes out. Only what really passed has passed. */
export async function runSmoke(needs: SmokeNeeds, say: Say, signal: AbortSignal): Promise<SmokeVerdict> {
  const { smoke } = needs.surface
  switch (smoke.kind) {
    case 'none':
      return told(say, { verdict: 'none', detail: 'No smoke gate is configured for this surface.' })
    case 'commands':
      return told(say, await runCommands(needs, smoke.commands, say, signal))
    case 'forge_checks':
      return told(say, await askForge(needs, signal))
    default:
      return smoke satisfies never
  }
}

function told(say: Say, verdict: SmokeVerdict): SmokeVerdict {
  say(`Smoke gate: ${verdict.detail}`)
  return verdict
}

/** In files that are the commit's and nothing else: what lies about in somebody's folder has no say. They get no secrets. */
async function runCommands(
  { surface, to_sha, dir, repositories }: SmokeNeeds,
  commands: readonly (readonly string[])[],
  say: Say,
  signal: AbortSignal,
): Promise<SmokeVerdict> {
  const env = { COUNTERSIGN_SURFACE: surface.id, COUNTERSIGN_APP: surface.app, COUNTERSIGN_TO_SHA: to_sha, CI: 'true' }
  try {
    const repository = await repositoryWith(to_sha, { repository: surface.repository, dir: repositories }, signal)
    const place = { repository, sha: to_sha, dir: join(dir, 'smoke') }
    await inCheckout(place, (cwd) => runSteps(commands, { cwd, env }, say, signal), signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof HostRefused)) throw error
    return { verdict: 'failed', detail: error.message }
  }
  return { verdict: 'passed', detail: `${commands.map(asTyped).join('; ')}: passed at ${to_sha.slice(0, 12)}.` }
}

/**
 * The local path is there for when the forge is not: that nobody answers is told and is in nobody's way. On the forge's own
 * path it is.
 */
async function askForge({ to_sha, path, forgeChecks }: SmokeNeeds, signal: AbortSignal): Promise<SmokeVerdict> {
  const { verdict, detail } = await forgeChecks(to_sha, signal)
  switch (verdict) {
    case 'passed':
    case 'failed':
      return { verdict, detail }
    case 'pending':
      return { verdict: 'failed', detail: `Not all checks are done: ${detail}` }
    case 'unreachable':
      if (path === 'ci') return { verdict: 'failed', detail: `The forge's checks cannot be asked: ${detail}` }
      return {
        verdict: 'none',
        detail: `Warning: the forge's checks cannot be asked, and nobody waits for them: ${detail}`,
      }
    default:
      return verdict satisfies never
  }
}
