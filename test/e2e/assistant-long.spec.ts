import { join } from 'node:path'
import { pino } from 'pino'
import { openServices } from '../../main/services.ts'
import { appendTo } from '../../main/use-cases/chat/append-to.ts'
import {
  type AssistantServer,
  ask,
  composer,
  expect,
  giveKey,
  live,
  messages,
  replies,
  signInTo,
  test,
} from './support/assistant.ts'
import { visit } from './support/console.ts'

const count = 90

async function newChat({ url, key }: AssistantServer): Promise<string> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify({ title: 'A long night' }) }
  const answer = await fetch(`${url}/api/v1/chat/sessions`, init)
  if (!answer.ok) throw new Error(await answer.text())
  return ((await answer.json()) as { id: string }).id
}

/** As many messages as many nights would leave: a client may append only so many in a minute. */
async function lengthen(dataDir: string, id: string): Promise<void> {
  const services = await openServices({ mode: 'server', dataDir, log: pino({ level: 'silent' }) })
  try {
    await services.store.write('acme', async (tx) => {
      const chat = tx.db.selectFrom('chat_session').selectAll().where('workspace', '=', 'acme')
      for (let n = 1; n <= count; n += 1) {
        const session = await chat.where('session_id', '=', id).executeTakeFirstOrThrow()
        const role = n % 2 === 1 ? 'user' : 'assistant'
        await appendTo({ tx }, session, { role, content: `Message number ${n}.` })
      }
    })
  } finally {
    await services.close()
  }
}

test('a long chat is read upwards, each message once and in order, and nothing moves before the eyes', async ({
  page,
  server,
  dataDir,
}) => {
  const id = await newChat(server)
  await lengthen(dataDir, id)
  await signInTo(page, server, `/assistant?session=${id}`)
  const articles = messages(page).getByRole('article')
  await expect(articles.last()).toContainText(`Message number ${count}.`)
  await expect(articles.last()).toBeInViewport()
  await expect(articles).toHaveCount(40)

  const read = page.getByText('Message number 51.', { exact: true })
  const older = page.getByRole('button', { name: 'Show older messages' })
  // By keyboard: the region that scrolls can be reached, and the button in it.
  await older.focus()
  await page.keyboard.press('Enter')
  // What comes above may bring the next ones in by itself, as scrolling up there does.
  await expect.poll(() => articles.count()).toBeGreaterThanOrEqual(80)
  await expect(read).toBeInViewport()
  await messages(page).evaluate((element) => element.scrollTo({ top: 0 }))
  await expect(articles).toHaveCount(count)
  await expect(older).toHaveCount(0)
  const said = await articles.evaluateAll((all) =>
    all.map(({ textContent }) => Number(/number (\d+)\./.exec(textContent ?? '')?.[1])),
  )
  expect(said).toEqual(Array.from({ length: count }, (_, n) => n + 1))
  await page.getByRole('button', { name: /^To the newest/ }).click()
  await expect(articles.last()).toBeInViewport()
})

test('offline the chat stays readable, asking sleeps and says why, and what was written is kept', async ({
  page,
  server,
  model,
  dataDir,
  launch,
}) => {
  await giveKey(server, model)
  await signInTo(page, server)
  await ask(page, 'How are my agents?')
  await expect(replies(page).getByRole('article', { name: /^Fleet/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
  await composer(page).fill('And now?')
  await server.stop()
  await expect(live(page)).toContainText(/offline/, { timeout: 20_000 })
  await expect(replies(page).getByRole('article', { name: /^Fleet/ })).toBeVisible()
  const button = page.getByRole('button', { name: /^Ask/ })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription(/server/)
  await composer(page).press('Enter')
  await expect(composer(page)).toHaveValue('And now?')
  await expect(messages(page).getByRole('article', { name: 'You' })).toHaveCount(1)

  const config = join(dataDir, '..', 'assistant-config.json')
  await launch(['serve', '--port', new URL(server.url).port, '--data', dataDir, '--config', config])
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(live(page)).toContainText('live')
  await composer(page).press('Enter')
  await expect(replies(page)).toHaveCount(2)
  await expect(replies(page).last()).toContainText('Fine.')
})

test('the model is chosen among those that the provider lists, for the next questions alone', async ({
  page,
  server,
  model,
}) => {
  await giveKey(server, model)
  await signInTo(page, server)
  const asked = () =>
    model.asked.filter(({ messages: [system] }) => !system?.content.includes('a title of')).map((one) => one.model)
  await ask(page, 'How are my agents?')
  await expect(replies(page)).toContainText('Fine.')
  await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
  const choice = page.getByRole('combobox', { name: 'Model' })
  await expect(choice).toContainText('OpenAI: stand-in')
  await choice.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: /stand-in-large/ }).click()
  await expect(choice).toContainText('OpenAI: stand-in-large')
  await ask(page, 'And now?')
  await expect(replies(page)).toHaveCount(2)
  await expect(replies(page).last()).toContainText('Fine.')
  expect(asked()).toEqual(['stand-in', 'stand-in-large'])
})

test('the sample offers no choice of models', async ({ page }) => {
  await visit(page, '/assistant')
  await expect(page.getByText('Scripted sample replies: no model is asked')).toBeVisible()
  await expect(page.getByRole('combobox', { name: 'Model' })).toHaveCount(0)
})
