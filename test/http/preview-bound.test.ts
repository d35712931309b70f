import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DeployDiff } from '../../shared/contract/deploys.ts'
import { SurfaceDefinition } from '../../shared/domain/surface.ts'
import { terraformKit } from '../gate/terraform-kit.ts'
import { definitionOf, surfaces, withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

test('the change of a file is shown between the ends of a preview of this very surface, and of nothing else', () =>
  withDesk(
    'sqlite',
    async (desk) => {
      const first = desk.service.commit()
      desk.service.push(first)
      desk.service.commit({ says: ['Hello'] })
      const { preview_id, files } = await desk.diff()
      const ask = (id: string, surface = 'console') =>
        desk.get(
          `${surfaces}/${surface}/diff/files?path=${encodeURIComponent(files[0]?.path ?? '')}&preview_id=${encodeURIComponent(id)}`,
        )
      expect((await ask(preview_id)).status).toBe(200)
      const [version, from, to, seal = ''] = preview_id.split('.')
      const wrong = [
        [version, from, to, seal.replaceAll(/./g, '0')],
        [version, to, from, seal],
        [version, 'none', to, seal],
        [version, from, 'f'.repeat(40), seal],
      ]
      for (const parts of wrong) await problemOf(await ask(parts.join('.')), 422, 'invalid_input')
      desk.bring([SurfaceDefinition.parse(definitionOf(desk.service, { id: 'other' }))])
      await problemOf(await ask(preview_id, 'other'), 422, 'invalid_input')
    },
    { carried: false },
  ))

test('P2: what Terraform would change is bound to the preview, and what was agreed to is what is applied', async () => {
  const kit = terraformKit()
  try {
    await withDesk('sqlite', async (desk) => {
      desk.bring([{ ...kit.surface, id: 'console', phrase: 'deploy console to prod', smoke: { kind: 'none' } }])
      kit.machines({ web: { bundle_id: 'small' } })
      const first = await desk.diff()
      expect(first.plan?.text).toContain('will be created')
      expect((await desk.diff()).preview_id).toBe(first.preview_id)
      const unplanned = first.preview_id.replace(/~.*/, '')
      const refusal = await problemOf(await desk.begin(unplanned), 409, 'target_moved')
      expect(DeployDiff.parse(refusal.diff).preview_id).toBe(first.preview_id)
      // Nothing runs, as before, and yet it is another state that the plan would start from.
      const state = {
        version: 4,
        terraform_version: '1.9.8',
        serial: 3,
        lineage: 'another',
        outputs: {},
        resources: [],
      }
      writeFileSync(kit.terraform.statePath, JSON.stringify(state))
      const second = await desk.diff()
      expect(second.preview_id).not.toBe(first.preview_id)
      await problemOf(await desk.begin(first.preview_id), 409, 'target_moved')
      expect(kit.commands()).not.toContain('apply')
      const { id } = await desk.begun(desk.begin(second.preview_id))
      await desk.idle()
      expect(await desk.deploy(id)).toMatchObject({ outcome: 'success' })
    })
  } finally {
    kit.close()
  }
})
