import type { Locator, Page } from '@playwright/test'
import type { DrillRoute } from '../../../renderer/drills-api.ts'
import { test as base, expect as baseExpect, live } from './console.ts'
import type { Program } from './program.ts'

// Each test has a server of its own beside the browser; on two cores what it waits for may take its time.
export const expect = baseExpect.configure({ timeout: 15_000 })

const told = '/runtime/go-pilot/rollback-drill-notifications'

/** What others do meanwhile, over the same API. */
export class DrillApi {
  readonly url: string
  readonly #who: Record<string, string>
  constructor(url: string, who: Record<string, string> = { 'x-countersign-sample-actor': 'commander' }) {
    this.url = url
    this.#who = who
  }
  as = (actor: string): DrillApi => new DrillApi(this.url, { 'x-countersign-sample-actor': actor })

  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json', ...this.#who }
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const answer = await fetch(`${this.url}${path}`, init)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  async routes(query: Record<string, string> = {}): Promise<DrillRoute[]> {
    const asked = new URLSearchParams({ limit: '500', ...query })
    return (await this.ask<{ items: DrillRoute[] }>('GET', `${told}/routes?${asked}`)).items
  }

  answer({ schedule_id, plan_id, provider, owner }: DrillRoute, acknowledgement_state: string, said: object = {}) {
    const body = { plan_id, provider, owner, acknowledgement_state, ...said }
    return this.ask<object>('POST', `${told}/${schedule_id}/acknowledgements`, body)
  }

  /** A drill that is past its day, of which so many owners are told at each of so many providers. */
  async tell(schedule_id: string, owners: number, providers: readonly string[]): Promise<DrillRoute[]> {
    const names = Array.from({ length: owners }, (_, n) => `team-${String(n + 1).padStart(2, '0')}`)
    await this.ask('PUT', `/api/v1/drills/schedules/${schedule_id}`, {
      title: `Drill of ${schedule_id}`,
      environment: 'staging',
      interval_days: 30,
      next_due_at: new Date(Date.now() + 86_400_000).toISOString(),
      owners: names,
      notification_providers: providers,
      runbook_ref: 'runbooks/any.md',
    })
    await this.ask('POST', `${told}/deliver`, { schedule_id, retries: 0, timeout_seconds: 1 })
    return this.routes({ schedule_id })
  }
}

type Fixtures = { server: Program; drills: DrillApi }

/** A sample of the test's own, and the others who work on it. */
export const test = base.extend<Fixtures>({
  server: async ({ dataDir, launch }, use) => {
    await use(await launch(['serve', '--sample', '--port', '0', '--data', dataDir]))
  },
  drills: async ({ server }, use) => {
    await use(new DrillApi(server.url))
  },
})

export const rows = (page: Page): Locator => page.locator('[data-route]')
export const row = (page: Page, { route_id }: DrillRoute): Locator =>
  page.locator('tr').filter({ has: page.locator(`[data-route="${route_id}"]`) })
export const drawer = (page: Page): Locator => page.getByRole('complementary', { name: 'Details' })
export const dialog = (page: Page): Locator => page.getByRole('alertdialog')

export async function openRoutes(page: Page, { url }: { url: string }, search = ''): Promise<void> {
  await page.goto(`${url}/#/drills${search}`)
  await expect(live(page)).toContainText('live')
  await expect(rows(page).first()).toBeVisible()
}

/** Moves to a route with the keyboard alone. */
export async function moveTo(page: Page, { route_id }: DrillRoute): Promise<void> {
  const wanted = page.locator(`[data-route="${route_id}"]`)
  for (let moves = 0; moves < 40; moves += 1) {
    await page.keyboard.press('j')
    await expect(page.locator('[data-route]:focus')).toHaveCount(1)
    if (await wanted.evaluate((element) => element === document.activeElement).catch(() => false)) return
  }
  throw new Error(`no row of ${route_id} was reached`)
}
