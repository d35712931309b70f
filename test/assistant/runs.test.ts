import { expect, test } from 'vitest'
import { runsOf } from '../../main/assistant/runs.ts'
import { ok } from '../../shared/domain/result.ts'
import { startQueue } from '../http/action-kit.ts'

test('as many replies as one may ask for in ten minutes can be read again, and not after them', async () => {
  const { services, time, close } = await startQueue('sqlite')
  try {
    const runs = runsOf(services)
    const owner = { workspace: 'w', owner: 'ada' }
    const ids: string[] = []
    for (let asked = 0; asked < 10 * services.limits.chatPerMinute; asked++) {
      const begin = async () => ok({ done: Promise.resolve() })
      const opened = await runs.open(owner, { key: `k${asked}`, request: 'r', session_id: null }, begin)
      if (opened.ok) ids.push(opened.value.id)
      await runs.settled()
    }
    expect(ids).toHaveLength(200)
    expect(ids.filter((id) => runs.find(owner, id) === undefined)).toEqual([])
    expect(runs.find({ ...owner, owner: 'grace' }, ids[0] ?? '')).toBeUndefined()
    time.pass(10 * 60)
    expect(ids.filter((id) => runs.find(owner, id) !== undefined)).toEqual([])
  } finally {
    await close()
  }
})
