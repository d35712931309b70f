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

/** What this console can talk to. Names and addresses in a file; tokens in the keychain, never in the file. */
export function openConnections(dataDir: string, keychain: Keychain) {
  const file = join(dataDir, 'connections.json')
  let state = read(file)
  const save = (next: z.infer<typeof File>) => {
    const draft = `${file}.new`
    writeFileSync(draft, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, file)
    state = next
  }
  const account = (id: string) => `connection/${id}`

  return {
    keychainKind: keychain.kind,
    /** Null until the operator has chosen once. */
    current: (): string | null => state.current,
    servers: (): readonly Server[] => state.servers,
    tokenOf: (id: string) => keychain.get(account(id)),
    select(id: string): void {
      save({ ...state, current: id })
    },
    async add(server: Omit<Server, 'id'>, token: string): Promise<string> {
      const id = uuidv7()
      await keychain.set(account(id), token)
      save({ current: id, servers: [...state.servers, { id, ...server }] })
      return id
    },
    async remove(id: string): Promise<void> {
      save({
        current: state.current === id ? 'sample' : state.current,
        servers: state.servers.filter((server) => server.id !== id),
      })
      await keychain.delete(account(id))
    },
  }
}
export type ConnectionBook = ReturnType<typeof openConnections>

/** A file that cannot be understood is as good as none: what it holds can be chosen again. */
function read(file: string): z.infer<typeof File> {
  try {
    return File.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { current: null, servers: [] }
  }
}
