import { spawnSync } from 'node:child_process'
import { Skipped } from './scenario.ts'

/** Throws Skipped where strace is not installed or may not trace. */
export function requireStrace(): void {
  const { status, error } = spawnSync('strace', ['-f', '-qq', '--seccomp-bpf', '-e', 'trace=fsync', 'true'], {
    stdio: 'ignore',
  })
  if (error || status !== 0) throw new Skipped('not run: strace (5.3 or newer) is not here, or tracing is not allowed')
}

export type Call = { name: string; path: string; text: string; ok: boolean }

/** The system calls in the order in which they took effect, from `strace -f -y -o`. */
export function readCalls(log: string): Call[] {
  const unfinished = new Map<string, string>()
  return log.split('\n').flatMap((line) => {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    if (rest.endsWith('<unfinished ...>')) {
      unfinished.set(pid, rest.slice(0, -'<unfinished ...>'.length))
      return []
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)
    const text = resumed ? `${unfinished.get(pid) ?? ''}${resumed[1]}` : rest
    const [, name = '', path = ''] = /^(\w+)\(\d+<([^>]*)>/.exec(text) ?? []
    return name === '' ? [] : [{ name, path, text, ok: /\) = \d+$/.test(text) }]
  })
}

/**
 * The acknowledgements that went out before the entry was written to the write-ahead log and the log was synced: what a
 * kill cannot show, because the kernel outlives it, and a power cut would. Needs `strace -s` longer than a page.
 */
export function earlyAcks(calls: readonly Call[]): { acks: number; syncs: number; early: string[] } {
  const found = { acks: 0, syncs: 0, early: [] as string[] }
  const written = new Set<string>()
  const durable = new Set<string>()
  for (const { name, path, text, ok } of calls) {
    const isLog = path.endsWith('-wal')
    if (isLog && name === 'pwrite64') for (const token of tokensIn(text)) written.add(token)
    if (isLog && name !== 'pwrite64' && ok) {
      found.syncs += 1
      for (const token of written) durable.add(token)
      written.clear()
    }
    const acked = name === 'write' && /\{\\"kind\\":\\"ack\\",\\"token\\":\\"([^\\]+)\\"/.exec(text)?.[1]
    if (!acked) continue
    found.acks += 1
    if (!durable.has(acked)) found.early.push(acked)
  }
  return found
}

/** The byte that follows a number in the page may look like one more digit, so every shorter reading counts too. */
function* tokensIn(page: string): Generator<string> {
  for (const [, writer = '', digits = ''] of page.matchAll(/torture:([^/"\\]+\/\d+)\/(\d+)/g))
    for (let length = 1; length <= digits.length; length += 1) yield `${writer}/${digits.slice(0, length)}`
}
