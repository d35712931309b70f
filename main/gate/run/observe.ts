import type { Surface } from '../../../shared/domain/surface.ts'
import type { Services } from '../../services.ts'
import type { Running } from '../host.ts'
import { openHost } from '../open-host.ts'

/** What runs there by what the host itself says, and a sentence of it. */
export type Observed = { sha: string | null; sentence: string }

type Of = { workspace: string; surface: Surface; from_sha: string | null; to_sha: string | null }

/** Never throws: not to know it is an answer too. */
export async function observe(services: Services, of: Of, within_ms: number): Promise<Observed> {
  const signal = AbortSignal.timeout(within_ms)
  try {
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error(`it did not answer within ${within_ms / 1000} s`)))
    })
    const running = await Promise.race([openHost(services, of.workspace, of.surface).running(signal), late])
    return { sha: running.sha, sentence: inWords(running, of) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { sha: null, sentence: `What runs there now could not be found out: ${why.replace(/\.$/, '')}.` }
  }
}

function inWords({ sha, release }: Running, { from_sha, to_sha }: Of): string {
  if (sha === null)
    return release === null ? 'Nothing runs there, by what the host says.' : `Release ${release} runs there now.`
  const which = sha === to_sha ? ', which is what was to run' : sha === from_sha ? ', which is what ran before' : ''
  return `${sha.slice(0, 7)} runs there now${which}.`
}
