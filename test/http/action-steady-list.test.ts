import { expect, test } from 'vitest'
import { engines } from '../support/engines.ts'
import { actions, type Row, startQueue } from './action-kit.ts'

type Page = { items: Row[]; total?: number; newest?: number }

test.each(engines)('a list read up to a proposal does not grow; what is newer is counted apart: %s', async (engine) => {
  const queue = await startQueue(engine)
  const read = async (query: string): Promise<Page> => (await queue.get(`${actions}?${query}`)).json() as Promise<Page>
  const targets = ({ items }: Page) => items.map(({ target_ref }) => target_ref)
  try {
    expect(await read('total=true')).toMatchObject({ items: [], total: 0, newest: 0 })
    for (const target_ref of ['first', 'second']) await queue.propose({ target_ref })
    const before = await read('total=true')
    expect(before.newest).toBeGreaterThan(0)
    for (const [type, target_ref] of [
      ['throttle', 'third'],
      ['kill_run', 'fourth'],
    ] as const)
      await queue.propose({ type, target_ref })

    expect(targets(await read(`until=${before.newest}`))).toEqual(['second', 'first'])
    expect(targets(await read(`until=${before.newest}&sort=target_ref&offset=1`))).toEqual(['second'])
    expect(targets(await read(`until=${before.newest}&q=third`))).toEqual([])
    expect(await read(`until=${before.newest}&total=true`)).toMatchObject({ total: 2 })
    expect(targets(await read(`since=${before.newest}&sort=target_ref`))).toEqual(['fourth', 'third'])
    expect(targets(await read(`since=${before.newest}&q=thi`))).toEqual(['third'])
    expect(await read(`since=${before.newest}&tier=3&total=true&limit=1`)).toMatchObject({ total: 1 })
    expect(await read('limit=1')).not.toHaveProperty('newest')
    expect((await queue.get(`${actions}?until=-1`)).status).toBe(422)
  } finally {
    await queue.close()
  }
})
