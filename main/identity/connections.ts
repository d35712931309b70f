import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import type { Keychain } from './keychain.ts'

const Server = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  environment: z.enum(['production', 'staging', 'development']),
})
const File = z.object({ current: z.string().nullable(), servers: z.array(Server) })
export type Server = z.infer<typeof Server>
type State = z.infer<typeof File>

/** What this console can talk to. Names and addresses in a file; tokens in the keychain, never in the file. */
export function openConnections(dataDir: string, keychain: Keychain) {
  const file = join(dataDir, 'connections.json')
  let state = read(file)
  /** From what the file says now: another console of this machine may have written it since. */
  const change = (next: (latest: State) => State) => {
    state = next(read(file))
    const draft = `${file}.${process.pid}.new`
    writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600, flush: true })
    renameSync(draft, file)
  }
  const account = (id: string) => `connection/${id}`

  return {
    keychainKind: keychain.kind,
    /** Null until the operator has chosen once. */
    current: (): string | null => state.current,
    servers: (): readonly Server[] => state.servers,
    tokenOf: (id: string) => keychain.get(account(id)),
    select(id: string): void {
      change((latest) => ({ ...latest, current: id }))
    },
    async add(server: Omit<Server, 'id'>, token: string): Promise<string> {
      const id = uuidv7()
      await keychain.set(account(id), token)
      change(({ servers }) => ({ current: id, servers: [...servers, { id, ...server }] }))
      return id
    },
    async remove(id: string): Promise<void> {
      const { current } = state
      change(({ servers }) => ({
        current: current === id ? 'sample' : current,
        servers: servers.filter((server) => server.id !== id),
      }))
      await keychain.delete(account(id))
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
