import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { event, piece, usageEnd, withOddProvider } from '../fakes/llm.ts'
import { useTheme } from './support/console.ts'
import { dialog, expect, live, test } from './support/decisions.ts'

const key = 'sk-planted-0123456789-x9Qa'

const card = (page: Page, name: string) => page.getByRole('list', { name: 'Providers' }).getByRole('listitem', { name })

async function open(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/#/settings/ai-assistant`)
  await expect(live(page)).toContainText('live')
  await expect(card(page, 'OpenAI')).toBeVisible()
}

/** A provider on this machine that lists two models, and answers by either. */
const withProvider = (use: (url: string, refuse: () => void) => Promise<void>) => {
  let refuses = false
  return withOddProvider(
    (response, { path }) => {
      if (refuses) {
        response.writeHead(401, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error: { message: `Incorrect key: ${key}` } }))
      } else if (path.endsWith('/models')) {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ object: 'list', data: [{ id: 'odd-1' }, { id: 'odd-2' }] }))
      } else {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.end([piece('ok'), piece('', 'stop'), usageEnd(1, 1), '[DONE]'].map(event).join(''))
      }
    },
    (url) =>
      use(`${url}/v1`, () => {
        refuses = true
      }),
  )
}

test('a key is given, tested, refused and removed, and nobody ever sees it again', async ({ page, server }) => {
  await withProvider(async (base, refuse) => {
    const answers: string[] = []
    page.on('response', (response) => {
      if (!response.url().includes('/api/v1/assistant/')) return
      // An answer that the page itself did not wait for has no text.
      void response.text().then(
        (text) => answers.push(text),
        () => undefined,
      )
    })
    await open(page, server.url)
    await expect(page.getByText('No key is configured: the sample’s script answers')).toBeVisible()
    await expect(page.getByText('sent directly to your configured provider')).toBeVisible()
    const openai = card(page, 'OpenAI')
    await expect(openai).toContainText('no key')
    const save = openai.getByRole('button', { name: 'Save OpenAI' })
    await expect(save).toHaveAccessibleDescription('Asleep until a key is typed')
    for (const name of [/^Test connection/, /^Remove/])
      await expect(openai.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true')

    const field = openai.getByLabel('Key', { exact: true })
    await expect(field).toHaveAttribute('type', 'password')
    await field.fill(key)
    await openai.getByLabel('Address, if another than usual').fill(base)
    await openai.getByLabel('Model').fill('odd-1')
    await save.click()
    await expect(openai).toContainText('key ends in x9Qa')
    await expect(openai).toContainText('in use')
    await expect(openai.getByLabel('Another key in its place')).toHaveValue('')

    await openai.getByLabel('Model').focus()
    await expect(openai).toContainText('2 listed by the provider; any name can be typed.')
    await expect(openai.locator('datalist option')).toHaveCount(2)
    await openai.getByRole('button', { name: /^Test connection/ }).click()
    await expect(openai.getByRole('status', { name: 'Test of OpenAI' })).toContainText('It answered in')

    refuse()
    await openai.getByRole('button', { name: /^Test connection/ }).click()
    await expect(openai.getByRole('status', { name: 'Test of OpenAI' })).toContainText('the key was not accepted')

    // By keyboard, and the focus comes back to the card.
    await openai.getByRole('button', { name: /^Remove/ }).press('Enter')
    await expect(dialog(page)).toContainText('that ends in x9Qa')
    await dialog(page).getByRole('button', { name: 'Remove the key for OpenAI' }).click()
    await expect(openai).toContainText('no key')
    await expect(openai.getByRole('heading', { name: 'OpenAI' })).toBeFocused()

    expect(answers.length).toBeGreaterThan(3)
    expect(answers.filter((text) => text.includes(key))).toEqual([])
    expect(await page.content()).not.toContain(key)
    expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(key)
  })
})

test('an address that may not be asked is said at its field', async ({ page, server, complaints }) => {
  await open(page, server.url)
  const anthropic = card(page, 'Anthropic')
  await anthropic.getByLabel('Key', { exact: true }).fill(key)
  await anthropic.getByLabel('Address, if another than usual').fill('https://user:word@llm.example/v1')
  await anthropic.getByRole('button', { name: 'Save Anthropic' }).click()
  await expect(anthropic).toContainText('expected no user name or password in it')
  await expect(anthropic).toContainText('no key')
  // The browser reports the 422.
  expect(complaints.splice(0).filter((text) => !/status of 422/.test(text))).toEqual([])
})

test('the gateway’s credential is the settings’ business: others see whether there is one', async ({
  page,
  server,
}) => {
  await open(page, server.url)
  await expect(page.getByText('It has no key: nobody can use it')).toBeVisible()
  const keep = page.getByRole('button', { name: 'Keep this key for the gateway' })
  await expect(keep).toHaveAccessibleDescription(/settings\.manage/)
})

for (const theme of ['dark', 'light'] as const)
  test(`looks as it should in the ${theme} theme`, async ({ page, server }) => {
    await useTheme(page, theme)
    await open(page, server.url)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    for (const [width, height] of [
      [1280, 800],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: `test-results/screens/settings-ai-assistant-${theme}-${width}.png` })
    }
  })
