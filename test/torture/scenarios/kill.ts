import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createJournal } from '../journal.ts'
import { append, databaseAt, examine, opened, type Place } from '../ledger.ts'
import { startAppender } from '../process.ts'
import { assertNone, type Context, type Scenario } from '../scenario.ts'

const killsPerLedger = 100

export const kill: Scenario = {
  name: 'kill',
  promise: 'kill -9 at any moment loses no acknowledged entry, doubles none, and leaves a ledger that verifies',
  async run(context) {
    const { kills, acked, entries, opening, faults } = await killAgain(context, context.short ? 50 : 2_000)
    assertNone(faults, `after kill ${kills}`)
    return `${kills} kills (${opening} while opening), ${acked} acknowledged, ${entries} entries, none lost, none doubled`
  },
}

export type Killed = { kills: number; opening: number; acked: number; entries: number; faults: string[] }

/** Kills appenders until a fault shows or the number is reached. One ledger lives through many kills. */
export async function killAgain({ random, folder, say }: Context, wanted: number, mutant?: string): Promise<Killed> {
  const killed: Killed = { kills: 0, opening: 0, acked: 0, entries: 0, faults: [] }
  for (let ledger = 0; killed.kills < wanted && killed.faults.length === 0; ledger += 1) {
    const journal = createJournal()
    const place: Place = { dataDir: join(folder, `ledger-${ledger}`) }
    const end = Math.min(wanted, killed.kills + killsPerLedger)
    let size = 0
    while (killed.kills < end && killed.faults.length === 0) {
      const isFirst = size === 0
      const whileOpening = random.chance(isFirst ? 0.5 : 0.15)
      const run = `k${killed.kills}`
      const job = {
        ...place,
        run,
        writers: random.between(1, 6),
        keys: mutant === undefined && random.chance(0.5),
        onError: 'stop' as const,
      }
      const child = startAppender(job, {
        mutant,
        onMessage(message) {
          journal.record(message)
          if (message.kind === 'bug' || message.kind === 'refused-to-open' || message.kind === 'lost')
            killed.faults.push(`${run}: ${JSON.stringify(message)}`)
        },
      })
      await child.first(whileOpening ? 'opening' : 'ack')
      await delay(random.between(0, whileOpening ? 40 : 60))
      child.kill()
      await child.gone
      killed.kills += 1
      if (whileOpening) killed.opening += 1
      // Killed in its first opening there may be no ledger yet; what is there must still open. Else it is left as it is,
      // write-ahead log and all, so that the next child starts from the ruins of many.
      const reopens = isFirst || random.chance(0.1)
      try {
        if (reopens) await opened(place, (services) => append(services, `open/${run}/1`))
        const found = await examine(databaseAt(place), journal)
        size = found.size
        killed.faults.push(...found.faults)
      } catch (error) {
        killed.faults.push(`it could not be opened again: ${error instanceof Error ? error.stack : error}`)
      }
    }
    killed.acked += journal.acked.size
    killed.entries += size
    if (wanted > killsPerLedger) say(`${killed.kills} kills, ${killed.acked} acknowledged, ${killed.entries} entries`)
  }
  return killed
}
