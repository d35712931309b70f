import { describe, expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { surfaces, withDesk } from './deploy-kit.ts'
import { problemOf } from './problem-shape.ts'

describe.each(engines)('a deploy from this console, on %s', (engine) => {
  test('goes out as it was previewed, and comes back by one press', () =>
    withDesk(engine, async (desk) => {
      const first = desk.service.commit({ message: 'The first' })
      const shipped = await desk.out()
      expect(shipped).toMatchObject({ outcome: 'success', to_sha: first, from_sha: null, state: 'audit_written' })
      const second = desk.service.commit({ message: 'The second', says: ['Hello'] })
      const diff = await desk.diff()
      expect(diff).toMatchObject({ from_sha: first, to_sha: second, commits: [{ subject: 'The second' }] })
      const file = (query: string) => desk.get(`${surfaces}/console/diff/files?path=${query}`)
      const patch = await file(`service.json&preview_id=${diff.preview_id}`)
      expect([patch.status, await patch.text()]).toEqual([200, expect.stringMatching(/^diff --git .*[+]\{/s)])
      await problemOf(await file('service.json&preview_id=x'), 422, 'invalid_input')
      await problemOf(await file('nothing.txt'), 404, 'not_found')
      expect(await desk.out()).toMatchObject({ outcome: 'success', to_sha: second, from_sha: first })
      expect(await desk.surface('?fresh=true', 'commander')).toMatchObject({
        running: { sha: second, drifted: false },
        lead: 0,
        health_now: { ok: true },
        rollback: { to: { sha: first }, enabled: true },
      })
      const back = await desk.begun(desk.rollback())
      expect(back).toMatchObject({ kind: 'rollback', from_sha: second, to_sha: first })
      await desk.idle()
      expect(await desk.deploy(back.id)).toMatchObject({ outcome: 'success', state: 'audit_written' })
      expect(desk.service.head()).toBe(first)
      expect(await desk.surface('?fresh=true', 'commander')).toMatchObject({
        running: { sha: first },
        quarantined: [{ sha: second, deploy_id: back.id }],
        rollback: { last_seconds: expect.any(Number) },
      })
      expect(await desk.verify()).toMatchObject({ ok: true })
    }))
})
