import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Message } from '../children/protocol.ts'
import { startAppender } from '../process.ts'
import { assert, assertNone, type Context, type Scenario, within } from '../scenario.ts'
import { earlyAcks, readCalls, requireStrace } from '../strace.ts'

export const order: Scenario = {
  name: 'order',
  promise: 'no acknowledgement goes out before its entry is in the write-ahead log and the log is synced (strace)',
  async run(context) {
    requireStrace()
    const { acks, syncs, early, faults } = await traceAppends(context)
    assertNone(faults, 'while appending under strace')
    assertNone(early, 'acknowledged before it was on the disk')
    assert(
      acks > 0 && syncs > 0,
      `strace saw ${acks} acknowledgements and ${syncs} syncs: it looked in the wrong place`,
    )
    return `${acks} acknowledgements, each after its own of ${syncs} syncs`
  },
}

export async function traceAppends({ short, folder }: Context, mutant?: string) {
  const log = join(folder, `calls-${mutant ?? 'as-is'}`)
  const faults: string[] = []
  const onMessage = (message: Message) => {
    if (message.kind !== 'ack' && message.kind !== 'done' && message.kind !== 'open' && message.kind !== 'opening')
      faults.push(JSON.stringify(message))
  }
  const trace = ['strace', '-f', '-y', '-qq', '--seccomp-bpf', '-s', '20000', '-e', 'signal=none', '-o', log]
  const under = [...trace, '-e', 'trace=write,pwrite64,fsync,fdatasync']
  const dataDir = join(folder, `data-${mutant ?? 'as-is'}`)
  const job = { dataDir, run: 'order', writers: 3, each: short ? 30 : 300, keys: false, onError: 'stop' as const }
  const child = startAppender(job, { under, mutant, onMessage })
  const { code, stderr } = await within(120, 'the end of the traced child', child.gone)
  assert(code === 0, `the traced child ended with ${code}: ${stderr}`)
  return { ...earlyAcks(readCalls(readFileSync(log, 'latin1'))), faults }
}
