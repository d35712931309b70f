import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openHost } from '../../main/gate/open-host.ts'
import { type Console, withGate } from './run-kit.ts'
import { never, type TerraformKit, terraformKit } from './terraform-kit.ts'

const withTerraform = async (
  use: (
    kit: TerraformKit,
    console: Console,
    deploy: (from: string | null, to: string) => ReturnType<Console['run']>,
  ) => Promise<void>,
) => {
  const kit = terraformKit()
  try {
    await withGate('sqlite', { ...kit.surface, id: 'console', smoke: { kind: 'none' } }, async ({ surface, open }) => {
      const console = await open()
      console.start()
      await use(kit, console, async (from_sha, to_sha) => {
        // As the door of the API does it: the plan that somebody was shown is this deploy's.
        const host = openHost(console.services, console.services.workspace, surface)
        const deploy_id = randomUUID()
        const plan = await host.plan?.(to_sha, () => {}, never)
        expect(await host.keepPlan?.(deploy_id, to_sha, plan?.id ?? '')).toBe(true)
        return console.run({ deploy_id, from_sha, to_sha })
      })
    })
  } finally {
    kit.close()
  }
}

test('the way back is in the ledger before anything is applied, named with the time and the operator', () =>
  withTerraform(async (kit, console, deploy) => {
    const first = await deploy(null, kit.machines({ web: { bundle_id: 'small' } }))
    expect(first.stage.ending?.outcome).toBe('success')
    kit.terraform.set({ fail: 'apply' })
    const failed = await deploy(first.to_sha, kit.machines({ web: { bundle_id: 'large' } }))
    expect(failed.stage.ending?.outcome).toBe('deploy_failed')
    // Who, by the id that the ledger has for them: a name in there could never be erased.
    const who = failed.began_by.id.slice(0, 23)
    expect(failed.snapshot).toMatch(new RegExp(`^console-\\d{8}T\\d{6}Z-${who}`))
    const entries = await console.entriesOf(failed.deploy_id)
    expect(entries.map(({ action }) => action).slice(-3)).toEqual([
      'deploy.push.started',
      'deploy.snapshot.taken',
      'console.deploy.prod',
    ])
    expect(entries.at(-1)?.data).toMatchObject({ snapshot: failed.snapshot, state_serial: failed.state_serial })
    expect(await console.verify()).toMatchObject({ ok: true })
  }))
