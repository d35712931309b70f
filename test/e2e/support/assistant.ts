import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { type ModelProvider, startModel } from '../../fakes/model-provider.ts'
import { test as base, expect, live } from './console.ts'
import { createKey, type Program, type startProgram } from './program.ts'

export { expect, live } from './console.ts'

export type AssistantServer = Program & { key: string }

/** A team's server that may reach this machine, where the stand-in for a provider listens. */
async function startServer(launch: typeof startProgram, dataDir: string, role: string): Promise<AssistantServer> {
  const config = join(dataDir, '..', 'assistant-config.json')
  writeFileSync(config, JSON.stringify({ webhooks: { private_networks: true } }))
  const key = await createKey(dataDir, role)
  return { ...(await launch(['serve', '--port', '0', '--data', dataDir, '--config', config])), key }
}

const askServer = ({ url, key }: AssistantServer, method: string, path: string, body?: object) =>
  fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

export async function giveKey(server: AssistantServer, { base: base_url }: ModelProvider): Promise<void> {
  const wanted = { key: 'sk-of-the-stand-in', base_url, model: 'stand-in' }
  const answer = await askServer(server, 'PUT', '/api/v1/assistant/providers/openai', wanted)
  if (!answer.ok) throw new Error(await answer.text())
}

export async function signInTo(page: Page, { url, key }: AssistantServer, place = '/assistant'): Promise<void> {
  await page.goto(`${url}/#${place}`)
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(live(page)).toContainText('live')
}

/** A model whose words the test holds in its hand, and the console of somebody who has its key. */
export const test = base.extend<{ model: ModelProvider; server: AssistantServer; story: Program }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  model: async ({}, use) => {
    const model = await startModel()
    await use(model)
    await model.close()
  },
  server: async ({ launch, dataDir }, use) => {
    await use(await startServer(launch, dataDir, 'incident_commander'))
  },
  /** A sample of the test's own, where it may ask and propose. */
  story: async ({ launch, dataDir }, use) => {
    await use(await launch(['serve', '--sample', '--port', '0', '--data', dataDir]))
  },
  /** Refusals that the browser reports by itself, and a key that was forgotten with a reload; nothing else may be said. */
  complaints: async ({ complaints }, use) => {
    await use(complaints)
    const kept = complaints.splice(0).filter((text) => !/status of (401|404|412|502|503)|ERR_/.test(text))
    expect(kept).toEqual([])
  },
})

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Ask about the fleet' })
export const messages = (page: Page): Locator => page.getByRole('region', { name: 'Messages' })
export const replies = (page: Page): Locator => messages(page).getByRole('article', { name: 'Assistant', exact: true })
export const chats = (page: Page): Locator => page.getByRole('complementary', { name: 'Chats' })

export async function ask(page: Page, question: string): Promise<void> {
  await composer(page).fill(question)
  await composer(page).press('Enter')
}

/** Words that come when the test lets them. */
export function held() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { until: promise, let: resolve }
}
