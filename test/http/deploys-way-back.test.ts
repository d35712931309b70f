import { describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { deploys, surfaces, withDesk } from './deploy-kit.ts'
import { reportOf } from './row-places.ts'

const [one, two, three] = ['1', '2', '3'].map((digit) => digit.repeat(40)) as [string, string, string]
const pages = {
  ...{ name: 'Antlers', app: 'raxx.app', host: 'cloudflare-pages', paths: { local: {} } },
  repository: 'https://example.com/raxx/antlers.git',
  settings: { account_id: 'a'.repeat(32), project: 'antlers' },
}

describe.each(engines)('the way back from a deploy, on %s', (engine) => {
  test('names the release that ran before it; where nobody knows one, it lists what there is', () =>
    withDesk(
      engine,
      async (desk) => {
        expect((await desk.put(`${surfaces}/antlers`, pages)).status).toBe(200)
        let n = 0
        const reported = (changed: object) => {
          const ts_utc = new Date(Date.parse(desk.time.text()) - 60_000 + n++).toISOString()
          const report = reportOf({ surface: 'antlers', target_app: 'raxx.app', ts_utc, ...changed })
          return desk.begun(desk.send(`${deploys}/records`, report, 'commander'))
        }
        const first = await reported({ from_sha: null, to_sha: one, release: 'dep-1' })
        await reported({ from_sha: one, to_sha: three, release: 'dep-x', outcome: 'deploy_failed' })
        const second = await reported({ from_sha: one, to_sha: two, release: 'dep-2' })
        const third = await reported({ from_sha: two.slice(0, 9), to_sha: three, release: 'dep-3' })
        const again = await reported({ from_sha: three, to_sha: three, release: 'dep-4' })
        const drifted = await reported({ from_sha: '4'.repeat(40), to_sha: three, release: 'dep-5' })
        const back = await reported({ kind: 'rollback', from_sha: three, to_sha: two, release: 'dep-2' })
        const ways = [
          [first, null],
          [second, 'dep-1'],
          [third, 'dep-2'],
          [again, 'dep-3'],
          [drifted, null],
          [back, null],
        ] as const
        const { items } = await desk.page('?surface=antlers&outcome=success')
        for (const [{ id, release, rollback_command }, to] of ways) {
          const wanted =
            to === null ? /^curl -H .*\?env=production'$/ : new RegExp(`-X POST .*/deployments/${to}/rollback`)
          expect(rollback_command, `${release}`).toMatch(wanted)
          expect((await desk.deploy(id)).rollback_command).toBe(rollback_command)
          expect(items.find((each) => each.id === id)?.rollback_command).toBe(rollback_command)
        }
      },
      { carried: false },
    ))

  test('asks its host nothing, and goes by what that has said', () =>
    withDesk(engine, async (desk) => {
      // Of somebody else's making: the ledger does not know it.
      const before = desk.service.commit()
      desk.service.push(before)
      desk.service.git('remote', 'update-ref', 'refs/countersign/releases/1', before)
      desk.service.commit()
      const { id, from_sha } = await desk.out()
      expect(from_sha).toBe(before)
      await desk.surface('?fresh=true')
      expect((await desk.deploy(id)).rollback_command).toContain(`push --force . ${before}:`)
    }))
})
