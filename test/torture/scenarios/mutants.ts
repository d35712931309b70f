import { join } from 'node:path'
import { createJournal } from '../journal.ts'
import type { MutantName } from '../mutants.ts'
import { startAppender } from '../process.ts'
import { assert, type Context, type Scenario, Skipped, within } from '../scenario.ts'
import { requireStrace } from '../strace.ts'
import { approveAgain } from './approvals.ts'
import { answerAgain } from './drill-answers.ts'
import { killAgain } from './kill.ts'
import { traceAppends } from './order.ts'
import { rotateAgain } from './secrets.ts'

const killed: readonly MutantName[] = ['early-ack-slow', 'split-transaction']
const approved: readonly MutantName[] = ['early-ack-slow', 'answer-kept-later', 'unasked-twice']
const answered: readonly MutantName[] = ['routes-moved-later']
const rotated: readonly MutantName[] = ['key-dropped-first']
const traced: readonly MutantName[] = ['early-ack', 'synchronous-normal-unchecked']
const refused: readonly MutantName[] = ['synchronous-normal', 'synchronous-off', 'no-wal']

export const mutants: Scenario = {
  name: 'mutants',
  promise: 'a program with a fault built in is caught: by the kills, by the order of system calls, or at opening',
  async run(context) {
    for (const mutant of killed) context.say(await caughtByKills(context, mutant))
    for (const mutant of approved) context.say(await caughtByApprovals(context, mutant))
    for (const mutant of answered) context.say(await caughtByAnswers(context, mutant))
    for (const mutant of rotated) context.say(await caughtByRotations(context, mutant))
    for (const mutant of refused) context.say(await refusedAtOpening(context, mutant))
    for (const mutant of traced) context.say(await caughtByOrder(context, mutant))
    return `${killed.length + approved.length + answered.length + rotated.length + traced.length + refused.length} mutants, all caught`
  },
}

/** Within as many kills as the short run has. */
async function caughtByKills(context: Context, mutant: MutantName): Promise<string> {
  const { kills, faults } = await killAgain({ ...context, folder: join(context.folder, mutant) }, 50, mutant)
  assert(faults.length > 0, `${mutant} survived ${kills} kills`)
  return `${mutant}: caught at kill ${kills}: ${faults[0]}`
}

async function caughtByApprovals(context: Context, mutant: MutantName): Promise<string> {
  const folder = join(context.folder, `approvals-${mutant}`)
  const { kills, faults } = await approveAgain({ ...context, folder }, 20, { mutant })
  assert(faults.length > 0, `${mutant} survived ${kills} kills of a server`)
  return `${mutant}: caught by approvals at kill ${kills}: ${faults[0]?.slice(0, 200)}`
}

async function caughtByAnswers(context: Context, mutant: MutantName): Promise<string> {
  const place = { dataDir: join(context.folder, `drill-answers-${mutant}`) }
  const { kills, faults } = await answerAgain(context, place, { routes: 600, kills: 6, mutant })
  assert(faults.length > 0, `${mutant} survived ${kills} kills of a server`)
  return `${mutant}: caught by answers at kill ${kills}: ${faults[0]?.slice(0, 200)}`
}

async function caughtByRotations(context: Context, mutant: MutantName): Promise<string> {
  const place = { dataDir: join(context.folder, `secrets-${mutant}`) }
  const { kills, faults } = await rotateAgain(context, place, 500, 10, mutant)
  assert(faults.length > 0, `${mutant} survived ${kills} killed rotations`)
  return `${mutant}: caught by rotations at kill ${kills}: ${faults[0]?.slice(0, 200)}`
}

async function refusedAtOpening({ folder }: Context, mutant: MutantName): Promise<string> {
  const journal = createJournal()
  let why = ''
  const job = { dataDir: join(folder, mutant), run: 'm', writers: 1, each: 1, keys: false, onError: 'stop' as const }
  const child = startAppender(job, {
    mutant,
    onMessage(message) {
      journal.record(message)
      if (message.kind === 'refused-to-open') why = message.why
    },
  })
  await within(60, `the end of ${mutant}`, child.gone)
  assert(journal.acked.size === 0 && why !== '', `${mutant} was opened`)
  return `${mutant}: refused: ${why}`
}

async function caughtByOrder(context: Context, mutant: MutantName): Promise<string> {
  try {
    requireStrace()
  } catch (error) {
    if (error instanceof Skipped) return `${mutant}: ${error.message}`
    throw error
  }
  const { acks, early } = await traceAppends(context, mutant)
  assert(early.length > 0, `${mutant}: strace saw nothing wrong with ${acks} acknowledgements`)
  return `${mutant}: ${early.length} of ${acks} acknowledgements came before the disk had the entry`
}
