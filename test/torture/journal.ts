import type { Entry } from '../../shared/domain/entry.ts'
import type { Message } from './children/protocol.ts'

/**
 * What a process was told about its writes, kept outside that process. A token names one unit of work; a writer has one
 * in flight at a time and numbers them, so whatever the ledger holds beyond the journal can only be that one.
 */
export type Journal = {
  record(message: Message): void
  acked: ReadonlyMap<string, Acked>
  lost: ReadonlyMap<string, string>
  /** The tokens acknowledged until now. */
  ackedSoFar(): string[]
  /** Every way in which these entries contradict the journal. */
  contradictions(entries: readonly Entry[]): string[]
}
type Acked = { seq?: number | undefined; id?: string | undefined }

export function createJournal(): Journal {
  const acked = new Map<string, Acked>()
  const lost = new Map<string, string>()
  const settled = new Map<string, number>()
  const settle = (token: string) => {
    const { writer, n } = parts(token)
    if (n !== undefined) settled.set(writer, Math.max(n, settled.get(writer) ?? 0))
  }

  /** Unacknowledged, yet there: allowed for the unit that was in flight, and for one whose outcome was called unknown. */
  const mayBeThere = (token: string): boolean => {
    if (lost.has(token)) return true
    const { writer, n } = parts(token)
    return n === undefined || n === (settled.get(writer) ?? 0) + 1
  }

  return {
    acked,
    lost,
    record(message) {
      if (message.kind === 'ack') {
        acked.set(message.token, { seq: message.seq, id: message.id })
        settle(message.token)
      }
      if (message.kind === 'lost') {
        lost.set(message.token, message.why)
        settle(message.token)
      }
    },
    ackedSoFar: () => [...acked.keys()],
    contradictions(entries) {
      const faults: string[] = []
      const ids = new Set<string>()
      const present = new Map<string, Entry>()
      for (const entry of entries) {
        if (ids.has(entry.id)) faults.push(`entry ${entry.seq}: the id ${entry.id} is there twice`)
        ids.add(entry.id)
        const token = tokenOf(entry)
        if (token === undefined) continue
        const before = present.get(token)
        if (before) faults.push(`${token} was done twice, as entries ${before.seq} and ${entry.seq}`)
        present.set(token, entry)
        if (token.endsWith('/refused')) faults.push(`entry ${entry.seq}: ${token} was undone, yet it is there`)
        else if (!acked.has(token) && !mayBeThere(token)) faults.push(`entry ${entry.seq}: nobody asked for ${token}`)
      }
      for (const [token, { seq, id }] of acked) {
        const entry = present.get(token)
        if (!entry) faults.push(`${token} was acknowledged${seq ? ` as entry ${seq}` : ''} and is gone`)
        else if ((seq !== undefined && entry.seq !== seq) || (id !== undefined && entry.id !== id))
          faults.push(`${token} was acknowledged as entry ${seq} (${id}) and is entry ${entry.seq} (${entry.id})`)
      }
      return faults
    },
  }
}

/** `run/writer/number` of an append, or what happened to a key. */
export function tokenOf({ action, subject }: Entry): string | undefined {
  if (subject.startsWith('torture:')) return subject.slice('torture:'.length)
  if (action === 'access.key.created' || action === 'access.key.revoked') return `${action}:${subject}`
  return undefined
}

function parts(token: string): { writer: string; n?: number } {
  const match = /^(.+\/.+)\/(\d+)$/.exec(token)
  return match?.[1] === undefined ? { writer: '' } : { writer: match[1], n: Number(match[2]) }
}
