import type { Page } from '@playwright/test'
import { test as base, expect as baseExpect, visit } from './console.ts'
import { type Program, runProgram } from './program.ts'

export { told } from './console.ts'

// Each test has a server of its own beside the browser; on two cores what it waits for may take its time.
export const expect = baseExpect.configure({ timeout: 15_000 })

export type Own = { server: Program; dataDir: string }

/** A console of the test's own, whose ledger others may write to. */
export const test = base.extend<{ own: Own }>({
  own: async ({ dataDir, launch }, use) => {
    await use({ server: await launch(['serve', '--sample', '--port', '0', '--data', dataDir]), dataDir })
  },
})

/** What the last of the entries says that the sample's story leaves. */
export const lastTold = 'action.proposal.approved'
export const rows = (page: Page) => page.locator('.ledger [role="row"][row-index]')
export const row = (page: Page, index: number) => page.locator(`.ledger [role="row"][row-index="${index}"]`)
export const drawer = (page: Page) => page.getByRole('complementary', { name: 'Details' })
export const proof = (page: Page) => drawer(page).getByRole('region', { name: 'Proof' })
export const foot = (page: Page) => page.locator('footer')
export const waiting = (page: Page) => page.getByRole('button', { name: /\d+\+? new/ })

export async function openLedger(page: Page, own?: Own, place = '/audit'): Promise<void> {
  if (own === undefined) await visit(page, place)
  else await page.goto(`${own.server.url}/#${place}`)
  await expect(row(page, 0)).toContainText(/\d/)
}

/** Another process writes an entry. */
export const createKey = ({ dataDir }: Own, name: string) =>
  runProgram(['keys', 'create', '--data', dataDir, '--workspace', 'sample', '--name', name, '--role', 'viewer'])
