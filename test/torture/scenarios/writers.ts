import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startCrowd } from '../crowd.ts'
import { createJournal } from '../journal.ts'
import { databaseAt, examine, opened } from '../ledger.ts'
import { startReader } from '../reader.ts'
import { assert, assertNone, type Scenario } from '../scenario.ts'

export const writers: Scenario = {
  name: 'writers',
  promise: 'four processes append to one SQLite file while a server streams it: one order, nobody hears of a lock',
  async run({ short, random, folder, say }) {
    const each = short ? 1_000 : 25_000
    const place = { dataDir: join(folder, 'data') }
    const journal = createJournal()
    await opened(place, async () => {})
    const reader = await startReader(place)
    try {
      const since = performance.now()
      const crowd = startCrowd(place, 4, each, journal, false)
      await delay(random.between(500, 2_000))
      await reader.killServer()
      await crowd.finished
      const seconds = (performance.now() - since) / 1_000
      assertNone(crowd.faults, 'while four processes appended')
      say(`${journal.acked.size} acknowledged, ${Math.round(journal.acked.size / seconds)} a second`)
      assert(journal.acked.size === 4 * each, `${journal.acked.size} of ${4 * each} were acknowledged`)
      const { size, faults } = await examine(databaseAt(place), journal)
      assertNone(faults, 'after four processes appended')
      const lag = await untilHeard(reader, size)
      assertNone(reader.faults, 'in the event stream')
      return `${size} entries from 4 processes, verified; the stream said each once, in order, across a kill of its server (${lag} ms after the last)`
    } finally {
      await reader.close()
    }
  },
}

export async function untilHeard(reader: { last(): number }, size: number): Promise<number> {
  const since = performance.now()
  while (reader.last() < size) {
    assert(performance.now() - since < 30_000, `the stream stopped at ${reader.last()} of ${size}`)
    await delay(10)
  }
  return Math.round(performance.now() - since)
}
