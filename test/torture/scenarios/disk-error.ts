import { join } from 'node:path'
import { createJournal } from '../journal.ts'
import { append, databaseAt, examine, opened } from '../ledger.ts'
import { startAppender } from '../process.ts'
import { assert, assertNone, type Context, type Scenario, within } from '../scenario.ts'
import { requireStrace } from '../strace.ts'

export const diskError: Scenario = {
  name: 'disk-error',
  promise: 'when a sync or a write fails, nothing is acknowledged that is not there after a restart',
  async run(context) {
    requireStrace()
    const figures = { runs: 0, failures: 0, refusedToOpen: 0, acked: 0, unknown: 0 }
    const runs = context.short ? 10 : 150
    for (; figures.runs < runs; figures.runs += 1) {
      const one = await failOnce(context, figures.runs)
      figures.failures += one.lost > 0 || one.refusedToOpen > 0 ? 1 : 0
      figures.refusedToOpen += one.refusedToOpen
      figures.acked += one.acked
      figures.unknown += one.lost
    }
    const { failures, refusedToOpen, acked, unknown } = figures
    assert(failures > runs / 3, `only ${failures} of ${runs} runs met an error: the injection misses`)
    return `${runs} runs, ${failures} met an error (${refusedToOpen} while opening), ${acked} acknowledged, all there; ${unknown} refused with a sentence`
  },
}

/** One system call, or every one from there on, answers with an error; afterwards the disk is well again. */
async function failOnce({ random, folder }: Context, run: number) {
  const calls = random.pick(['fsync,fdatasync', 'fsync,fdatasync', 'pwrite64'])
  const error = calls === 'pwrite64' ? random.pick(['EIO', 'ENOSPC']) : 'EIO'
  const when = `${random.between(1, calls === 'pwrite64' ? 400 : 60)}${random.chance(0.3) ? '+' : ''}`
  const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}:when=${when}`]
  const place = { dataDir: join(folder, `data-${run}`) }
  const journal = createJournal()
  const faults: string[] = []
  let refusedToOpen = 0
  const job = { ...place, run: `e${run}`, writers: 3, each: 25, keys: random.chance(0.3), onError: 'go-on' as const }
  const child = startAppender(job, {
    under: ['strace', '-f', '-qq', '--seccomp-bpf', '-e', 'signal=none', '-o', join(folder, `calls-${run}`), ...inject],
    onMessage(message) {
      journal.record(message)
      if (message.kind === 'bug') faults.push(message.what)
      if (message.kind === 'refused-to-open') refusedToOpen += 1
    },
  })
  const { code, stderr } = await within(60, 'the end of a child on a failing disk', child.gone)
  if (code !== 0) faults.push(`the child ended with ${code}: ${stderr}`)
  // A restart on a disk that is well again: what was acknowledged is there, and work goes on.
  await opened(place, (services) => append(services, `after/${run}/1`))
  faults.push(...(await examine(databaseAt(place), journal)).faults)
  assertNone(faults, `run ${run}: ${calls} answered ${error}, when=${when}`)
  return { acked: journal.acked.size, lost: journal.lost.size, refusedToOpen }
}
