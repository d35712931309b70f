import { expect, test } from 'vitest'
import { knowActor } from '../../main/store/actors.ts'
import { readEntries } from '../../main/store/entries.ts'
import { openStore } from '../../main/store/open.ts'
import { within } from '../../main/store/within.ts'
import { ensureWorkspace } from '../../main/store/workspaces.ts'
import { freshDatabase } from '../support/database.ts'
import { ada } from '../support/people.ts'

// An order that passes over dots: there `key.made` stands beyond `key/`.
const inEnglish = `template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US-u-ka-shifted' locale 'C.UTF-8'`

test('a prefix of actions is found whatever the language that PostgreSQL sorts in', async () => {
  const { url, drop } = await freshDatabase(inEnglish)
  const store = await openStore({ database: url })
  await ensureWorkspace(store, 'w', ada)
  const actions = ['key.made', 'key.Zoned', 'keyring.opened', 'key-x.made', 'ke.y']
  await store.write('w', async (tx) => {
    const actor = await knowActor(tx, ada)
    for (const action of actions) tx.append({ action, subject: 's', actor, data: {} })
  })
  const found = await within('w', () => readEntries(store.read, 'w', { action: 'key.', order: 'asc', limit: 50 }))
  expect(found.map((entry) => entry.action)).toEqual(['key.made', 'key.Zoned'])
  await store.close()
  await drop()
})
