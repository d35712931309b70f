import type { Page } from '@playwright/test'
import { test as base, expect as baseExpect } from './console.ts'

// Each test has a server of its own beside the browser; on two cores what it waits for may take its time.
export const expect = baseExpect.configure({ timeout: 15_000 })

type Person = 'operator' | 'approver' | 'commander'
export type Detail = { id: string; title: string; opened_by: { id: string } }

/** Asks the sample's API as one of its people. */
export async function ask<T>(url: string, path: string, body: unknown, as: Person = 'commander'): Promise<T> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-countersign-sample-actor': as },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

export const open = (url: string, title: string, severity: string, as?: Person): Promise<Detail> =>
  ask<Detail>(url, '/api/v1/incidents', { title, severity }, as)

export const to = (url: string, { id }: Detail, step: string, body: unknown, as?: Person): Promise<Detail> =>
  ask<Detail>(url, `/api/v1/incidents/${id}/${step}`, body, as)

/** Of those that the sample's agents have reported. */
async function newestTrace(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/traces?limit=1`)
  const { items } = (await answer.json()) as { items: { trace_id: string }[] }
  return items[0]?.trace_id ?? ''
}

/** Three that are open and one that is over, one of them with a whole evening behind it. */
export async function tellStory(url: string): Promise<{ checkout: Detail; search: Detail; rollback: { id: string } }> {
  const over = await open(url, 'Payments were slow for eu-west', 'sev2')
  await to(url, over, 'resolve', { note: 'The provider is back; p95 is 1.2 s again.' })
  await open(url, 'Night batch of embeddings is an hour late', 'sev4', 'operator')
  const search = await open(url, 'Search answers with stale prices', 'sev3', 'operator')
  const checkout = await open(
    url,
    'Checkout agent refunds 6× baseline since 14:02, support is flooded',
    'sev1',
    'operator',
  )
  const rollback = {
    type: 'rollback_deploy',
    target_ref: 'checkout-agent@4f2c9e1',
    reason: 'Refund loop on three traces',
  }
  const action = await ask<{ id: string }>(url, '/api/v1/deployments/actions', rollback, 'operator')
  await to(url, checkout, 'assign', { owner: checkout.opened_by.id }, 'approver')
  await to(url, checkout, 'link', { kind: 'action', ref: action.id }, 'operator')
  await to(url, checkout, 'link', { kind: 'trace', ref: await newestTrace(url) }, 'operator')
  const approval = { confirmation: 'checkout', note: 'Confirmed on three traces; 77ab03d was healthy for 6 h.' }
  await ask(url, `/api/v1/deployments/actions/${action.id}/approve`, approval, 'approver')
  await to(
    url,
    checkout,
    'note',
    { note: 'Support has switched the refund form off.\nRollback waits for its second approver.' },
    'operator',
  )
  return { checkout, search, rollback: action }
}

export const rows = (page: Page) => page.locator('[data-incident]')
export const row = (page: Page, { id }: Detail) =>
  page.locator('tr').filter({ has: page.locator(`[data-incident="${id}"]`) })
export const drawer = (page: Page) => page.getByRole('complementary', { name: 'Details' })
export const timeline = (page: Page) => drawer(page).getByRole('region', { name: 'Timeline' })

export type Story = Awaited<ReturnType<typeof tellStory>> & { url: string }

/** A sample of the test's own, in which people have worked on incidents. */
export const test = base.extend<{ story: Story }>({
  story: async ({ dataDir, launch }, use) => {
    const { url } = await launch(['serve', '--sample', '--port', '0', '--data', dataDir])
    await use({ ...(await tellStory(url)), url })
  },
})

export async function openList(page: Page, { url }: Pick<Story, 'url'>, place = '/incidents'): Promise<void> {
  await page.goto(`${url}/#${place}`)
  await expect(rows(page).first()).toBeVisible()
}
export const dialog = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name })
