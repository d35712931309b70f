import type { Locator, Page } from '@playwright/test'
import { otlpTrace, report } from '../../support/otlp-trace.ts'
import { test as base, expect, live } from './console.ts'
import { createKey } from './program.ts'

export { expect } from './console.ts'

export type Fleet = {
  url: string
  /** As an agent's exporter, or an evaluator, would send it. */
  report: (path: string, body: object) => Promise<void>
  /** A trace of an agent's own, which has come when this is done. */
  trace: (
    agent: string,
    given?: { count?: number; traceId?: string; from?: number; failed?: (n: number) => boolean },
  ) => Promise<string>
  /** Asks the server as the person whom the page is signed in as. */
  ask: <T>(path: string, sent?: object) => Promise<T>
  /** Signs the page in and opens a place. A page that is loaded anew has forgotten the key: from then on it only moves. */
  come: (page: Page, place: string) => Promise<void>
}

let traces = 0
const newId = (): string => `${Date.now().toString(16)}${(++traces).toString(16).padStart(4, '0')}`.padStart(32, 'e')

type Fixtures = { role: string; fleet: Fleet }

/** A server of the test's own, to which agents report with a key of theirs, and at which a person looks with another. */
export const test = base.extend<Fixtures>({
  role: ['incident_commander', { option: true }],
  fleet: async ({ dataDir, launch, role, complaints }, use) => {
    const agents = await createKey(dataDir, 'runner')
    const person = await createKey(dataDir, role)
    const { url } = await launch(['serve', '--port', '0', '--data', dataDir])
    await use({
      url,
      report: (path, body) => report(url, agents, path, body),
      async trace(agent, { count = 8, traceId = newId(), ...given } = {}) {
        await report(url, agents, '/v1/traces', otlpTrace({ agent, count, traceId, ...given }))
        return traceId
      },
      async ask<T>(path: string, sent?: object) {
        const headers = { authorization: `Bearer ${person}`, 'content-type': 'application/json' }
        const init = sent === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(sent) }
        const answer = await fetch(`${url}${path}`, init)
        if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
        return (await answer.json()) as T
      },
      async come(page, place) {
        await page.goto(`${url}/#${place}`)
        await page.getByLabel('API key').fill(person)
        await page.getByRole('button', { name: 'Sign in' }).click()
        await expect(live(page)).toContainText('live')
        // The browser reports by itself that nobody was signed in at first.
        expect(complaints.splice(0).filter((text) => !text.includes('401'))).toEqual([])
      },
    })
  },
})

export const go = (page: Page, place: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = `#${to}`
  }, place)
export const row = (page: Page, id: string): Locator => page.locator(`[data-trace="${id}"]`)
export const spans = (page: Page): Locator => page.locator('[data-span]')
export const about = (page: Page): Locator => page.getByRole('complementary', { name: 'About this trace' })
export const drawer = (page: Page): Locator => page.getByRole('complementary', { name: 'Details' })
export const menu = (page: Page): Locator => page.getByRole('menu')
export const dialog = (page: Page): Locator => page.getByRole('alertdialog')
