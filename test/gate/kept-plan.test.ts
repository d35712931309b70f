import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { HostRefused } from '../../main/gate/host.ts'
import { never, type TerraformKit, terraformKit } from './terraform-kit.ts'

let kit: TerraformKit
afterEach(() => kit.close())

const small = { web: { bundle_id: 'small' } }
const large = { web: { bundle_id: 'large' } }

const planned = async (sha: string) => (await kit.host.plan?.(sha, () => {}, never))?.id ?? ''
const plans = () => join(kit.needs.dir, 'plans')

test('a plan that reads the same is the same plan, and one from another state is another', async () => {
  kit = terraformKit()
  const first = kit.machines(small)
  const id = await planned(first)
  expect(await planned(first)).toBe(id)
  expect(await kit.host.shownPlan?.(first)).toBe(id)
  const second = kit.machines(large)
  expect(await kit.host.shownPlan?.(second)).toBe(null)
  const before = await planned(second)
  await kit.deploy(null, first)
  expect(await planned(second)).not.toBe(before)
  expect(await kit.host.keepPlan?.('d-late', second, before)).toBe(false)
})

test('what was put aside for a deploy is what it applies, whatever is shown meanwhile', async () => {
  kit = terraformKit()
  const sha = kit.machines(small)
  const id = await planned(sha)
  const wanted = kit.wanted(null, sha)
  expect(await kit.host.keepPlan?.(wanted.deploy_id, sha, id)).toBe(true)
  for (const end of ['tfplan', 'json']) rmSync(join(plans(), `${sha}.${end}`))
  await kit.host.deploy(wanted, kit.say, never)
  expect(kit.terraform.world()).toMatchObject({ 'aws_lightsail_instance.web': { bundle_id: 'small' } })
  // There are secrets in plans: what was applied is not kept.
  expect(readdirSync(plans())).toEqual([])
})

test('where it was spoiled, nothing else is applied in its place', async () => {
  kit = terraformKit()
  const sha = kit.machines(small)
  const wanted = kit.wanted(null, sha)
  await kit.host.keepPlan?.(wanted.deploy_id, sha, await planned(sha))
  writeFileSync(join(plans(), `deploy.${wanted.deploy_id}.tfplan`), 'another')
  await expect(kit.host.deploy(wanted, kit.say, never)).rejects.toThrow(HostRefused)
  expect(kit.terraform.world()).toEqual({})
})
