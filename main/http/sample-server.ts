import type { Logger } from 'pino'
import * as contract from '../../shared/contract/console.ts'
import { openSample } from '../sample/open-sample.ts'
import { version } from '../version.ts'
import { type AppOptions, createApp } from './app.ts'
import { createBaseApp } from './base-app.ts'
import { handOn } from './hand-on.ts'
import type { Answer } from './serve.ts'

/** `serve --sample`: the sample and nothing else, which whoever looks at it may begin anew. */
export async function createSampleServer(
  options: Required<Pick<AppOptions, 'hosts' | 'console'>> & { dir?: string | undefined; log: Logger },
) {
  const { dir, log, hosts, console } = options
  const open = async () => {
    const services = await openSample({ dir, log })
    return { services, app: createApp(services, { console }) }
  }
  let sample = await open()

  const app = createBaseApp(log, hosts ?? 'any')
  app.openapi(contract.resetSample, async (c) => {
    await sample.services.close()
    sample = await open()
    const current = { id: 'sample', kind: 'sample' as const, ...sample.services.connection, url: null }
    return c.json({ current, known: null, chosen: true, version, keychain: 'none' as const }, 200)
  })
  app.all('*', (c) => handOn(c, c.req.raw, sample.app))

  const answer: Answer = (request, env) => app.fetch(request, env)
  return { answer, endStreams: () => sample.services.endStreams(), close: () => sample.services.close() }
}
