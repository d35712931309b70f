import { setImmediate as turn } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { openStore } from '../../main/store/open.ts'
import { keepToRows } from '../../main/store/postgres-connection.ts'
import type { Store } from '../../main/store/store.ts'
import { everywhere, within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { startApp } from '../http/harness.ts'
import { freshPlace, withPlace } from '../support/engines.ts'
import { ada } from '../support/people.ts'

const workspacesOn = async (client: pg.ClientBase): Promise<string> => {
  const { rows } = await client.query('select id from workspace order by id')
  return rows.map(({ id }) => id).join(' ')
}

/** One connection, as the pool would hand it from one to the next. */
async function onOneConnection(use: (client: pg.Client, said: string[]) => Promise<void>): Promise<void> {
  await withPlace('postgresql', async ({ database }, open) => {
    const store = await open()
    for (const workspace of ['a', 'b']) await ensureWorkspace(store, workspace, ada)
    const client = new pg.Client({ connectionString: database })
    await client.connect()
    const said: string[] = []
    const { query } = client
    Object.assign(client, {
      query: (...given: [string]) => {
        said.push(given[0])
        return Reflect.apply(query, client, given)
      },
    })
    keepToRows(client as never)
    await use(client, said).finally(() => client.end())
  })
}

describe('a connection that goes from one to another', () => {
  test('shows each their own rows, and is told whose only when that changes', () =>
    onOneConnection(async (client, said) => {
      for (const id of ['a', 'a', 'b', 'b', 'b', 'a']) expect(await within(id, () => workspacesOn(client))).toBe(id)
      expect(await everywhere(() => workspacesOn(client))).toBe('a b')
      expect(await workspacesOn(client)).toBe('')
      expect(said.filter((text) => text.includes('set_config'))).toHaveLength(5)
    }))

  test('is told again after a rollback took back what it was told', () =>
    onOneConnection(async (client) => {
      await within('a', () => client.query('begin'))
      expect(await within('b', () => workspacesOn(client))).toBe('b')
      await within('b', () => client.query('rollback'))
      expect(await within('b', () => workspacesOn(client))).toBe('b')
      expect(await within('a', () => workspacesOn(client))).toBe('a')
    }))

  test('the same after a savepoint is undone, after a failure, and after a commit that fails', () =>
    onOneConnection(async (client) => {
      const fails = (text: string) => expect(client.query(text)).rejects.toThrow()
      await within('a', () => client.query('begin'))
      await within('a', () => client.query('savepoint unit'))
      expect(await everywhere(() => workspacesOn(client))).toBe('a b')
      await everywhere(() => client.query('rollback to savepoint unit'))
      expect(await within('a', () => workspacesOn(client))).toBe('a')
      await within('b', () => fails('select 1 / 0'))
      // Of what failed nothing more can be asked, so that nothing may be said before its end either.
      await within('a', () => client.query('rollback'))
      expect(await within('b', () => workspacesOn(client))).toBe('b')
      await within('a', () => fails('nonsense'))
      expect(await within('b', () => workspacesOn(client))).toBe('b')
    }))

  test('asked for two at once, answers each with their own', () =>
    onOneConnection(async (client) => {
      const ids = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 'a' : 'b'))
      const answers = await Promise.all(ids.map((id) => within(id, () => workspacesOn(client))))
      expect(answers).toEqual(ids)
    }))
})

const names = Array.from({ length: 7 }, (_, i) => `w${i}`)

/** What somebody asks for without saying whose it is, in between whatever else goes on. */
const deeds: ((store: Store, name: string) => Promise<readonly string[]>)[] = [
  async ({ read }) => (await read.selectFrom('workspace').select('id').execute()).map(({ id }) => id),
  async ({ read }) => (await read.selectFrom('actor').select('workspace').execute()).map(({ workspace }) => workspace),
  async ({ read }) => (await read.selectFrom('ledger_head').select('workspace').execute()).map((row) => row.workspace),
  async (store, name) =>
    store.write(name, async ({ db }) =>
      (await db.selectFrom('ledger_entry').select('workspace').execute()).map(({ workspace }) => workspace),
    ),
  async (store, name) => {
    const undone = store.write(name, async ({ db }) => {
      await everywhere(() => db.selectFrom('workspace').select('id').execute())
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    return [name]
  },
  async ({ read }, name) => {
    const all = await everywhere(() => read.selectFrom('workspace').select('id').execute())
    expect(all).toHaveLength(names.length)
    return [name]
  },
]

describe('of many who ask at once', () => {
  test('nobody is shown a row of anybody else, though they share few connections', async () => {
    const place = await freshPlace('postgresql')
    const store = await openStore({ database: place.database })
    try {
      await Promise.all(names.map((name) => ensureWorkspace(store, name, ada)))
      const ask = async (i: number) => {
        const name = names[i % names.length] ?? ''
        for (let k = 0; k < deeds.length; k++) {
          const seen = await within(name, async () => {
            await turn()
            return deeds[(i + k * 5) % deeds.length]?.(store, name)
          })
          expect(new Set(seen)).toEqual(new Set([name]))
        }
      }
      await Promise.all(Array.from({ length: 200 }, (_, i) => ask(i)))
    } finally {
      await store.close()
      await place.remove()
    }
  })

  test('nor of requests, each with a key of its own', async () => {
    const app = await startApp('postgresql')
    try {
      const keys = await Promise.all(names.map((name) => app.keyFor(['admin'], name)))
      const ask = async (i: number) => {
        const path = ['/api/v1/audit/entries', '/console/actors', '/api/v1/audit/key'][i % 3] ?? ''
        const answer = await (await app.ask(path, { key: keys[i % keys.length] })).text()
        return names.filter((name) => answer.includes(`"${name}"`) || answer.includes(`/${name}"`)).join()
      }
      const answers = await Promise.all(Array.from({ length: 210 }, (_, i) => ask(i)))
      const own = answers.map((answer, i) => answer === '' || answer === names[i % names.length])
      expect(own).toEqual(Array(210).fill(true))
      expect(answers.filter(Boolean).length).toBeGreaterThan(100)
    } finally {
      await app.close()
    }
  })
})
