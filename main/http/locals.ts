import { join } from 'node:path'
import type { Logger } from 'pino'
import { startBackground } from '../background.ts'
import type { Keychain } from '../identity/keychain.ts'
import { isAlive } from '../sample/is-alive.ts'
import { openSample } from '../sample/open-sample.ts'
import { openServices, type Services } from '../services.ts'
import { createApp } from './app.ts'

type Kind = 'sample' | 'local'
export type Local = { services: Services; app: ReturnType<typeof createApp> }

/** The two workspaces of this machine, each opened when it is first needed, and once. */
export function createLocals(
  dataDir: string,
  log: Logger,
  keychain: Keychain,
  /** Begins what goes on beside this machine's own workspace while it is open. */
  beside: (services: Services) => void = () => {},
) {
  const opened = new Map<Kind, Promise<Local>>()
  const start = async (kind: Kind): Promise<Local> => {
    // Two consoles of one person may show the sample at once, so each has its own, and neither outlives its console.
    const services =
      kind === 'sample'
        ? await openSample({ log, alive: isAlive() })
        : await openServices({ mode: 'local', dataDir: join(dataDir, kind), log, keychain })
    startBackground(services)
    if (kind === 'local') beside(services)
    return { services, app: createApp(services) }
  }
  const open = (kind: Kind): Promise<Local> => {
    const running = opened.get(kind) ?? start(kind)
    opened.set(kind, running)
    // What failed once may work when the disk has room again.
    running.catch(() => opened.get(kind) === running && opened.delete(kind))
    return running
  }
  const stop = async (kind: Kind) => {
    const running = opened.get(kind)
    opened.delete(kind)
    await running?.then(({ services }) => services.close()).catch(() => {})
  }
  return {
    open,
    async reset(): Promise<void> {
      await stop('sample')
      await open('sample')
    },
    endStreams(): void {
      for (const running of opened.values()) running.then(({ services }) => services.endStreams()).catch(() => {})
    },
    async close(): Promise<void> {
      await Promise.all([stop('sample'), stop('local')])
    },
  }
}
