import type { Locator, Page, Request } from '@playwright/test'
import type { Deploy, DeployDiff, Surface } from '../../../renderer/deploys-api.ts'
import { test as base, expect } from './console.ts'

export { expect } from './console.ts'

type Person = 'operator' | 'approver' | 'commander' | 'release-manager'

/** Asks the sample's API as one of its people. */
export async function ask<T>(url: string, path: string, body?: unknown, as: Person = 'commander'): Promise<T> {
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', 'x-countersign-sample-actor': as },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

export const surfaceOf = (url: string, id: string): Promise<Surface> => ask<Surface>(url, `/api/v1/surfaces/${id}`)

/** Begins one by the forge, which then waits for its approval: it is under way for as long as a test needs. */
export async function waitingDeploy(url: string, id: string): Promise<Deploy> {
  const { preview_id, phrase } = await ask<DeployDiff>(url, `/api/v1/surfaces/${id}/diff`)
  const { id: deploy } = await ask<Deploy>(url, '/api/v1/deploys', { surface: id, path: 'ci', preview_id, phrase })
  const read = () => ask<Deploy>(url, `/api/v1/deploys/${deploy}`)
  await expect.poll(async () => (await read()).state).toBe('approval_pending')
  return read()
}

/** A sample of the test's own: what is rolled back in it stays rolled back. */
export const test = base.extend<{ url: string }>({
  url: async ({ dataDir, launch }, use) => {
    const { url } = await launch(['serve', '--sample', '--port', '0', '--data', dataDir])
    await use(url)
  },
})

export async function come(page: Page, url: string, place = '/deploys'): Promise<void> {
  await page.goto(`${url}/#${place}`)
  await expect(page.getByTestId('live-state')).toContainText('live')
}
export const list = (page: Page): Locator => page.getByRole('list', { name: 'Surfaces' })
export const row = (page: Page, id: string): Locator =>
  list(page)
    .locator('> li')
    .filter({ has: page.locator(`[data-surface="${id}"]`) })
export const name = (page: Page, id: string): Locator => page.locator(`[data-surface="${id}"]`)
export const back = (within: Locator): Locator => within.getByRole('button', { name: /^Hold to / })
export const drawer = (page: Page): Locator => page.getByRole('complementary', { name: 'Details' })

export const said = (page: Page): Locator => page.getByRole('region', { name: 'Notifications' })

/** Moves by `j` until that row has the focus: where it stands is the list's affair. */
export async function moveTo(page: Page, id: string): Promise<void> {
  await expect(name(page, id)).toBeVisible()
  const rows = await page.locator('[data-surface]').count()
  for (let n = 0; n < rows; n += 1) {
    await page.keyboard.press('j')
    if (await name(page, id).evaluate((row) => row === document.activeElement)) return
  }
  throw new Error(`no row ${id}`)
}

/** What the page asks to be rolled back, as it asks it. */
export function rollbacksOf(page: Page): { release: unknown; key: string | undefined }[] {
  const asked: { release: unknown; key: string | undefined }[] = []
  page.on('request', (request: Request) => {
    if (request.method() !== 'POST' || !request.url().endsWith('/rollback')) return
    const body = request.postDataJSON() as { to_release?: unknown }
    asked.push({ release: body.to_release, key: request.headers()['idempotency-key'] })
  })
  return asked
}
