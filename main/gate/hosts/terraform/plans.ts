import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { replaceSecretFile } from '../../../identity/secret-file.ts'
import { HostRefused, type Say, type Wanted } from '../../host.ts'
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
  /** Of what people read of it, and of the state that it starts from: another id is another plan. */
  id: z.string(),
})
export type ShownPlan = z.output<typeof Shown> & { file: string }

/** Plans are of use for as long as nothing has moved, which is seldom long. */
const plansKept = 10
const mostAttempts = 3

const definitionOf = ({ surface }: TerraformNeeds): string =>
  digestOf(JSON.stringify([surface.repository, surface.settings]))
const ownName = (deploy_id: string): string => `deploy.${deploy_id}`
/** How far the planning is, in whatever order and however long it takes: nothing of what would change. */
const isProgress = /: (?:Refreshing state|Reading|Still reading|Read complete)\b/
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
      const read: string[] = []
      const listen: Say = (line) => {
        // Where it was saved is another place each time.
        if (!isProgress.test(line) && !line.includes(basename(draft))) read.push(line)
        say(line)
      }
      const changes = await terraform.plan(draft, listen, signal)
      const { lineage, serial } = await terraform.pull(signal)
      // Somebody applied meanwhile: of which of the two states this plan is, nobody can say.
      if (!isSamePlace(before, { lineage, serial })) continue
      await chmod(draft, 0o600)
      const file = join(plans, `${sha}.tfplan`)
      const digest = digestOf(await readFile(draft))
      await rename(draft, file)
      const id = digestOf(JSON.stringify([sha, lineage, serial, changes, read])).slice(0, 32)
      const shown = { sha, lineage, serial, changes, digest, definition: definitionOf(needs), id }
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
export const shownPlan = (needs: TerraformNeeds, sha: string): Promise<ShownPlan | undefined> =>
  readPlan(needs, sha, sha)

/**
 * Whoever looks at the same commit makes a plan anew, and theirs takes the place of the one before. So what somebody agreed
 * to is put aside for their deploy.
 */
export async function keepPlan(
  needs: TerraformNeeds,
  { deploy_id, to_sha, id }: { deploy_id: string; to_sha: string; id: string },
): Promise<boolean> {
  const plan = await shownPlan(needs, to_sha)
  if (plan?.id !== id) return false
  const { file, ...shown } = plan
  const kept = join(folderOf(needs), ownName(deploy_id))
  await copyFile(file, `${kept}.tfplan`)
  await chmod(`${kept}.tfplan`, 0o600)
  replaceSecretFile(`${kept}.json`, JSON.stringify(shown))
  // It may have been made anew while it was copied.
  return (await readPlan(needs, ownName(deploy_id), to_sha)) !== undefined
}

/** What a deploy applies: what was put aside for it, and nothing else if anything was. */
export const planFor = (
  needs: TerraformNeeds,
  { deploy_id, to_sha }: Pick<Wanted, 'deploy_id' | 'to_sha'>,
): Promise<ShownPlan | undefined> => {
  const own = ownName(deploy_id)
  return readPlan(needs, existsSync(join(folderOf(needs), `${own}.json`)) ? own : to_sha, to_sha)
}

async function readPlan(needs: TerraformNeeds, name: string, sha: string): Promise<ShownPlan | undefined> {
  const file = join(folderOf(needs), `${name}.tfplan`)
  try {
    const shown = Shown.parse(JSON.parse(await readFile(join(folderOf(needs), `${name}.json`), 'utf8')))
    const isThatOne = digestOf(await readFile(file)) === shown.digest && shown.definition === definitionOf(needs)
    return isThatOne && shown.sha === sha ? { ...shown, file } : undefined
  } catch {
    return undefined
  }
}

export const isStillOf = (plan: ShownPlan, state: StatePlace): boolean => isSamePlace(plan, state)

/** What was applied, or is of no use any more, is not kept: there are secrets in it. */
export async function dropPlan(
  needs: TerraformNeeds,
  { deploy_id, to_sha }: Pick<Wanted, 'deploy_id' | 'to_sha'>,
): Promise<void> {
  for (const name of [to_sha, ownName(deploy_id)])
    for (const end of ['tfplan', 'json']) await rm(join(folderOf(needs), `${name}.${end}`), { force: true })
}

async function dropOldPlans(plans: string): Promise<void> {
  const names = (await readdir(plans)).filter((name) => name.endsWith('.json'))
  const made = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(plans, name))).mtimeMs })))
  for (const { name } of made.sort((a, b) => b.at - a.at).slice(plansKept))
    for (const end of ['tfplan', 'json']) await rm(join(plans, name.replace(/json$/, end)), { force: true })
}
