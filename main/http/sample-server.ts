import type { Logger } from 'pino'
import * as contract from '../../shared/contract/console.ts'
import { startBackground } from '../background.ts'
import { isAlive } from '../sample/is-alive.ts'
import { openSample } from '../sample/open-sample.ts'
import type { Services } from '../services.ts'
import { version } from '../version.ts'
import { type AppOptions, createApp } from './app.ts'
import { createBaseApp } from './base-app.ts'
import { handOn } from './hand-on.ts'
import type { Answer } from './serve.ts'

type Options = Required<Pick<AppOptions, 'hosts' | 'console'>> & { dir?: string | undefined; log: Logger }
type Sample = { services: Services; app: ReturnType<typeof createApp> }

/** `serve --sample`: the sample and nothing else, which whoever looks at it may begin anew. */
export async function createSampleServer({ dir, log, hosts, console }: Options) {
  const open = async (): Promise<Sample> => {
    const services = await openSample({ dir, log, alive: isAlive() })
    startBackground(services)
    return { services, app: createApp(services, { console }) }
  }
  // Whoever asks while it begins anew waits for the new one.
  let sample = open()
  await sample

  /** One at a time. Where each sample has a folder of its own, the old one answers until the new one can. */
  const reset = (): Promise<Sample> => {
    const before = sample.catch(() => undefined)
    const close = async () => (await before)?.services.close()
    const next = dir === undefined ? before.then(open) : close().then(open)
    if (dir === undefined) next.then(close, () => {})
    sample = next.catch(async (error: unknown) => (dir === undefined && (await before)) || Promise.reject(error))
    sample.catch(() => {})
    return next
  }

  const app = createBaseApp(log, hosts)
  app.openapi(contract.resetSample, async (c) => {
    const { services } = await reset()
    const current = { id: 'sample', kind: 'sample' as const, ...services.connection, url: null, sign_in: null }
    return c.json({ current, known: null, chosen: true, version, keychain: 'none' as const }, 200)
  })
  app.all('*', async (c) => handOn(c, c.req.raw, (await sample).app))

  const answer: Answer = (request, env) => app.fetch(request, env)
  const withSample = (use: (services: Services) => unknown) =>
    sample.then(({ services }) => use(services)).catch(() => {})
  return {
    answer,
    endStreams: () => void withSample((services) => services.endStreams()),
    close: () => withSample((services) => services.close()),
  }
}
