import type { Page } from '@playwright/test'
import { test as base, expect as baseExpect, live } from './console.ts'

// Each test has a server of its own beside the browser; on two cores what it waits for may take its time.
export const expect = baseExpect.configure({ timeout: 15_000 })

type Person = 'operator' | 'approver' | 'commander'

/** A sample of the test's own, on which anything may be done. */
export const test = base.extend<{ url: string }>({
  url: async ({ dataDir, launch }, use) => {
    const { url } = await launch(['serve', '--sample', '--port', '0', '--data', dataDir])
    await use(url)
  },
})

/** Asks the sample's API as one of its people. */
export async function asks<T>(url: string, method: string, path: string, body?: unknown, as: Person = 'commander') {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', 'x-countersign-sample-actor': as },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

export async function come(page: Page, url: string, place: string): Promise<void> {
  await page.goto(`${url}/#${place}`)
  await expect(live(page)).toContainText('live')
}

export const drawer = (page: Page) => page.getByRole('complementary', { name: 'Details' })
export const named = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
export const actsAs = (page: Page, person: Person) =>
  page.addInitScript((who) => sessionStorage.setItem('countersign.acting', who), person)
