import type { Page } from '@playwright/test'
import { pino } from 'pino'
import { castOf } from '../../../main/sample/cast.ts'
import { operator } from '../../../main/sample/queue-story.ts'
import { openServices } from '../../../main/services.ts'
import { visit } from './console.ts'
import { expect } from './decisions.ts'

export const rows = (page: Page) => page.locator('.queue [role="row"][row-index]')
export const row = (page: Page, index: number) => page.locator(`.queue [role="row"][row-index="${index}"]`)
export const rowOf = (page: Page, target: string) => rows(page).filter({ hasText: target }).first()
export const kpi = (page: Page, name: string) =>
  page.getByRole('region', { name: 'At a glance' }).getByRole('button', { name })
export const tab = (page: Page, name: string) =>
  page.getByRole('group', { name: 'Status' }).getByRole('button', { name })
export const header = (page: Page, name: string) => page.getByRole('columnheader', { name })
export const waiting = (page: Page) => page.getByRole('button', { name: /^\d+ new/ })
export const foot = (page: Page) => page.locator('footer')
export const search = (page: Page) => page.getByRole('textbox', { name: 'Search actions' })

/** The queue as it is told in the sample, or another server's, once its rows are there. */
export async function openQueue(page: Page, url?: string, address = ''): Promise<void> {
  if (url === undefined) await visit(page, `/deployments${address}`)
  else await page.goto(`${url}/#/deployments${address}`)
  await expect(row(page, 0)).toContainText(/[a-z]_?[a-z]/)
}

/** The targets from the top, as far as they are shown. */
export const targets = (page: Page, count: number) =>
  expect.poll(async () => {
    const shown = Array.from({ length: count }, (_, index) => row(page, index).locator('[col-id="target_ref"]'))
    return Promise.all(shown.map((cell) => cell.textContent().catch(() => null)))
  })

/** Proposes many from this process, as a busy fleet would: `fleet/0` first. */
export async function lengthenQueue(dataDir: string, count: number): Promise<void> {
  const services = await openServices({ mode: 'sample', dataDir, log: pino({ level: 'silent' }) })
  const { propose } = castOf(services)
  try {
    for (let done = 0; done < count; done += 500)
      await Promise.all(
        Array.from({ length: Math.min(500, count - done) }, (_, i) =>
          propose(operator, {
            type: 'throttle',
            target_ref: `fleet/${done + i}`,
            reason: `Cost spike number ${done + i}`,
          }),
        ),
      )
  } finally {
    await services.close()
  }
}
