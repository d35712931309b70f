import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'

const Server = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  environment: z.enum(['production', 'staging', 'development']),
})
const LocalIssuer = z.object({ issuer: z.string(), client_id: z.string() })
const File = z.object({
  current: z.string().nullable(),
  servers: z.array(Server),
  /** Who vouches for the person at this machine, where somebody does. */
  local_issuer: LocalIssuer.optional(),
})
export type Server = z.infer<typeof Server>
export type LocalIssuer = z.infer<typeof LocalIssuer>
type State = z.infer<typeof File>

export type ConnectionBook = ReturnType<typeof openConnections>

/** What this console can talk to. Names and addresses in a file; what opens them is in the keychain, never here. */
export function openConnections(dataDir: string) {
  const file = join(dataDir, 'connections.json')
  let state = read(file)
  /**
   * From what the file says now: another console of this machine may have written it since. Which connection that one
   * talks to is its own affair, and so this one stays where it is unless it is told where to go.
   */
  const change = (next: (latest: State) => State, goTo?: string) => {
    const latest = next(read(file))
    const written = goTo === undefined ? latest : { ...latest, current: goTo }
    const draft = `${file}.${process.pid}.new`
    writeFileSync(draft, `${JSON.stringify(written, null, 2)}\n`, { mode: 0o600, flush: true })
    renameSync(draft, file)
    state = { ...written, current: goTo ?? state.current }
  }

  return {
    /** Null until the operator has chosen once. */
    current: (): string | null => state.current,
    servers: (): readonly Server[] => state.servers,
    localIssuer: (): LocalIssuer | undefined => state.local_issuer,
    select(id: string): void {
      change((latest) => latest, id)
    },
    newId: (): string => uuidv7(),
    add(server: Server): void {
      change((latest) => ({ ...latest, servers: [...latest.servers, server] }), server.id)
    },
    change(id: string, to: Pick<Server, 'name' | 'environment'>): void {
      change((latest) => ({
        ...latest,
        servers: latest.servers.map((server) => (server.id === id ? { ...server, ...to } : server)),
      }))
    },
    setLocalIssuer(local_issuer: LocalIssuer): void {
      change((latest) => ({ ...latest, local_issuer }))
    },
    remove(id: string): void {
      const without = (latest: State) => ({ ...latest, servers: latest.servers.filter((server) => server.id !== id) })
      change(without, state.current === id ? 'sample' : undefined)
    },
  }
}

/** A file that cannot be understood is as good as none: what it holds can be chosen again. */
function read(file: string): State {
  try {
    return File.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { current: null, servers: [] }
  }
}
