import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createApp } from '../../main/http/app.ts'
import { OidcFile } from '../../main/identity/oidc-config.ts'
import { createTokenVerifier } from '../../main/identity/verify-token.ts'
import { createLog } from '../../main/log.ts'
import { openSample } from '../../main/sample/open-sample.ts'
import { openServices, type Services } from '../../main/services.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { sampleActors } from '../../shared/domain/actor.ts'
import { audience, staff, startOpenid } from '../support/openid.ts'
import { actionsPath, identityOf } from './action-fixture.ts'
import { interleave, type Measurement, ms, percentile, timed } from './measure.ts'

const path = `${actionsPath}?limit=50`
const rows = 60
type Headers = Record<string, string>
type Ask = (path: string, init: RequestInit) => Promise<Response>

/** A page of the queue for whoever shows a signed token, against the same page in sample mode, where nobody shows anything. */
export const measureAuthenticated: Measurement = async ({ folder, quick }) => {
  const issuer = await startOpenid()
  const log = createLog('warn')
  const sample = await openSample({ log })
  const signed = await openSigned(join(folder, 'authenticated'), issuer.issuer)
  try {
    const exp = Math.floor(Date.now() / 1000) + 3_600
    const headers = { authorization: `Bearer ${await issuer.mint(staff.commander, { exp })}` }
    const [askSigned, askSample] = [askOf(signed), askOf(sample)]
    await fill(askSigned, () => headers)
    await fill(askSample, (i) => ({ 'x-countersign-sample-actor': sampleActors[i % sampleActors.length] ?? '' }))
    const bytes = [await page(askSigned, headers), await page(askSample, {})]
    const samples = await interleave(
      { ours: () => timed(() => page(askSigned, headers)), limit: () => timed(() => page(askSample, {})) },
      { rounds: quick ? 20 : 100, turns: 10, warmUp: 10 },
    )
    const [ours, limit] = [percentile(samples.ours, 0.5), percentile(samples.limit, 0.5)]
    return [
      {
        name: 'a page of 50 actions by a signed token, against sample mode (p50)',
        ours: ms(ours),
        limit: ms(limit),
        ratio: ours / limit,
        aim: { atMost: 1.3 },
        notes: [`${bytes.join(' and ')} bytes of body; ES256, one token throughout; the whole API but for the socket`],
        numbers: { ours, limit },
      },
    ]
  } finally {
    await Promise.all([sample.close(), signed.close(), issuer.close()])
  }
}

async function openSigned(dataDir: string, issuer: string): Promise<Services> {
  mkdirSync(dataDir)
  const log = createLog('warn')
  const config = OidcFile.parse({ issuers: [{ issuer, audience }] })
  const tokens = createTokenVerifier(config, { fetch, clock: Date.now, log })
  const limits = { transitionsPerMinute: 1_000_000 }
  const services = await openServices({ mode: 'server', dataDir, tokens, limits, log })
  await ensureWorkspace(services.store, staff.commander.workspace_id, identityOf('operator'))
  return services
}

function askOf(services: Services): Ask {
  const app = createApp(services)
  return async (asked, init) => app.fetch(new Request(`http://localhost${asked}`, init), { door: 'desktop' })
}

/** The same rows in both, and enough of them that the page shows no others. */
async function fill(ask: Ask, headersOf: (index: number) => Headers): Promise<void> {
  for (let i = 0; i < rows; i++) {
    const body = JSON.stringify({ type: 'throttle', target_ref: `bench-agent@${i}`, reason: 'The canary drifts' })
    const headers = { ...headersOf(i), 'content-type': 'application/json' }
    const answer = await ask(actionsPath, { method: 'POST', headers, body })
    if (answer.status !== 201) throw new Error(`proposing answered ${answer.status}: ${await answer.text()}`)
  }
}

async function page(ask: Ask, headers: Headers): Promise<number> {
  const answer = await ask(path, { headers })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return text.length
}
