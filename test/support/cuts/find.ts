import { verifyDatabase } from '../../../main/use-cases/audit/verify-database.ts'
import type { Entry } from '../../../shared/domain/entry.ts'
import { readAll, workspace } from '../../torture/ledger.ts'
import type { Story } from './page.ts'

const steps = [
  'action.proposal.created',
  'action.comment.added',
  'action.proposal.approved',
  'action.proposal.executed',
] as const

type Heard = { page: readonly number[]; main: readonly number[] }
type Told = { stories: readonly Story[]; before: number; heard: Heard }

/** Everything in which the ledger differs from what the page was told: lost, done twice, or asked for by nobody. */
export async function faultsIn(database: string, { stories, before, heard }: Told): Promise<string[]> {
  const faults: string[] = []
  const report = await verifyDatabase({ database, workspace })
  if (!report.ok) faults.push(`verify: entry ${report.first_bad?.seq}: ${report.first_bad?.why}`)
  const entries = (await readAll(database)).slice(before)
  const found = new Map<string, number>()
  for (const entry of entries) {
    const step = stepOf(entry)
    found.set(step, (found.get(step) ?? 0) + 1)
  }
  for (const { id } of stories)
    for (const step of steps) {
      const wanted = `${step} action:${id}`
      const count = found.get(wanted) ?? 0
      if (count === 0) faults.push(`lost: ${wanted} was answered and is not there`)
      if (count > 1) faults.push(`doubled: ${wanted} is there ${count} times`)
      found.delete(wanted)
    }
  for (const [step, count] of found) faults.push(`${step} is there ${count} times, and nobody was told so`)
  for (const [who, seqs] of Object.entries(heard)) faults.push(...gaps(who, seqs, before, entries.length))
  return faults
}

const stepOf = ({ action, subject }: Entry): string => `${action} ${subject}`

function gaps(who: string, seqs: readonly number[], before: number, count: number): string[] {
  const wrong = seqs.findIndex((seq, i) => seq !== before + i + 1)
  if (wrong >= 0) return [`the ${who}'s stream said ${seqs[wrong]} in the place of ${before + wrong + 1}`]
  return seqs.length === count ? [] : [`the ${who}'s stream said ${seqs.length} of ${count} entries`]
}
