import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceSecretFile } from '../../../identity/secret-file.ts'
import { HostRefused, type Say } from '../../host.ts'
import type { Terraform, TerraformNeeds } from './run.ts'
import { digestOf, isSamePlace, type StatePlace } from './state.ts'

/** What was shown, and is what is applied: for one commit, from one state, with one definition. */
const Shown = z.strictObject({
  sha: z.string(),
  lineage: z.string(),
  serial: z.int(),
  changes: z.boolean(),
  /** Of the plan file: another one was not shown. */
  digest: z.string(),
  definition: z.string(),
})
export type ShownPlan = z.output<typeof Shown> & { file: string }

/** Plans are of use for as long as nothing has moved, which is seldom long. */
const plansKept = 10
const mostAttempts = 3

const definitionOf = ({ surface }: TerraformNeeds): string =>
  digestOf(JSON.stringify([surface.repository, surface.settings]))
const folderOf = ({ dir }: TerraformNeeds): string => join(dir, 'plans')

/** A plan file holds secrets as plain text: it is nobody's but ours. */
export async function makePlan(
  needs: TerraformNeeds,
  { sha, terraform }: { sha: string; terraform: Terraform },
  say: Say,
  signal: AbortSignal,
): Promise<ShownPlan> {
  const plans = folderOf(needs)
  await mkdir(plans, { recursive: true, mode: 0o700 })
  const draft = join(plans, `${sha}.${randomUUID()}`)
  try {
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      const before = await terraform.pull(signal)
      const changes = await terraform.plan(draft, say, signal)
      const { lineage, serial } = await terraform.pull(signal)
      // Somebody applied meanwhile: of which of the two states this plan is, nobody can say.
      if (!isSamePlace(before, { lineage, serial })) continue
      await chmod(draft, 0o600)
      const file = join(plans, `${sha}.tfplan`)
      const digest = digestOf(await readFile(draft))
      await rename(draft, file)
      const shown = { sha, lineage, serial, changes, digest, definition: definitionOf(needs) }
      replaceSecretFile(join(plans, `${sha}.json`), JSON.stringify(shown))
      await dropOldPlans(plans)
      return { ...shown, file }
    }
    throw new HostRefused('The state moves while it is planned: somebody else applies at the same time.')
  } finally {
    await rm(draft, { force: true })
  }
}

/** The plan of that commit that was shown last, if it is still the one. */
export async function shownPlan(needs: TerraformNeeds, sha: string): Promise<ShownPlan | undefined> {
  const file = join(folderOf(needs), `${sha}.tfplan`)
  try {
    const shown = Shown.parse(JSON.parse(await readFile(join(folderOf(needs), `${sha}.json`), 'utf8')))
    const isThatOne = digestOf(await readFile(file)) === shown.digest && shown.definition === definitionOf(needs)
    return isThatOne && shown.sha === sha ? { ...shown, file } : undefined
  } catch {
    return undefined
  }
}

export const isStillOf = (plan: ShownPlan, state: StatePlace): boolean => isSamePlace(plan, state)

/** What was applied, or is of no use any more, is not kept: there are secrets in it. */
export async function dropPlan(needs: TerraformNeeds, sha: string): Promise<void> {
  for (const end of ['tfplan', 'json']) await rm(join(folderOf(needs), `${sha}.${end}`), { force: true })
}

async function dropOldPlans(plans: string): Promise<void> {
  const names = (await readdir(plans)).filter((name) => name.endsWith('.json'))
  const made = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(plans, name))).mtimeMs })))
  for (const { name } of made.sort((a, b) => b.at - a.at).slice(plansKept))
    for (const end of ['tfplan', 'json']) await rm(join(plans, name.replace(/json$/, end)), { force: true })
}
