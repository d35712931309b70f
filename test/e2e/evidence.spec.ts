import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { handMade } from '../support/evidence/hand-made.ts'
import { useTheme } from './support/console.ts'
import { drawer, expect, openLedger, row, test } from './support/ledger.ts'

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

type Package = { name: string; mimeType: string; buffer: Buffer }
const asFile = (buffer: Buffer, name = 'evidence.zip'): Package => ({ name, mimeType: 'application/zip', buffer })

const outcome = (page: Page) => drawer(page).getByRole('region', { name: 'Outcome' })
const input = (page: Page) => page.getByLabel('Package of evidence')

/** It leaves an entry in that ledger, so it is asked of a sample of the test's own. */
async function exported(url: string, kind: string): Promise<Buffer> {
  const headers = { 'content-type': 'application/json', 'x-countersign-sample-actor': 'commander' }
  const answer = await fetch(`${url}/api/v1/evidence/export`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ kind }),
  })
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}

/** What a browser does when files are dropped, one event after the other. */
async function drop(
  page: Page,
  files: Package[],
  types: readonly string[] = ['dragenter', 'dragover', 'drop'],
): Promise<void> {
  const dropped = files.map(({ name, buffer }) => ({ name, base64: buffer.toString('base64') }))
  const transfer = await page.evaluateHandle((given) => {
    const data = new DataTransfer()
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
      data.items.add(new File([bytes], name, { type: 'application/zip' }))
    }
    return data
  }, dropped)
  for (const type of types) await row(page, 0).dispatchEvent(type, { dataTransfer: transfer })
}

test.describe('a package of evidence', () => {
  for (const kind of ['ledger', 'actions', 'drills', 'deploys'])
    test(`of ${kind}, dropped on the ledger, is checked: it holds and is ours`, async ({ page, own }) => {
      await openLedger(page, own)
      const file = asFile(await exported(own.server.url, kind))
      await drop(page, [file], ['dragenter', 'dragover'])
      await expect(page.getByText('Drop the package to check it')).toBeVisible()
      await drop(page, [file], ['drop'])
      await expect(page.getByText('Drop the package to check it')).toBeHidden()
      await expect(page).toHaveURL(/evidence=true/)
      await expect(outcome(page).getByRole('status')).toContainText('It holds')
      await expect(outcome(page).getByRole('status')).toContainText('This ledger’s own key signed it')
      await expect(outcome(page)).toContainText('countersign/')
      await expect(outcome(page).getByRole('button', { name: 'Copy the fingerprint of the key' })).toBeVisible()
    })

  test('is chosen by keyboard alone, and the drawer closes to where one was', async ({ page, own }) => {
    await openLedger(page, own)
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('e')
    await (await chooser).setFiles(asFile(await exported(own.server.url, 'ledger')))
    await expect(outcome(page).getByRole('status')).toContainText('It holds')
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
    await page.keyboard.press('Control+k')
    await page.keyboard.type('Check a package')
    const again = page.waitForEvent('filechooser')
    await page.keyboard.press('Enter')
    await again
    await expect(outcome(page).getByRole('status')).toContainText('It holds')
  })

  test('that was changed is refused, and what does not hold is named', async ({ page, own }) => {
    await openLedger(page, own)
    const bytes = await exported(own.server.url, 'ledger')
    // The first local record ends with the name of its member, and its packed bytes begin there.
    const at = 30 + bytes.readUInt16LE(26) + 20
    bytes[at] = (bytes[at] ?? 0) ^ 0x10
    await page.getByRole('button', { name: 'Check a package' }).click()
    await input(page).setInputFiles(asFile(bytes, 'changed.zip'))
    await expect(outcome(page).getByRole('alert')).toContainText('It does not hold')
    await expect(outcome(page).getByRole('alert')).toContainText('VERIFY.md')
    await input(page).setInputFiles(asFile(Buffer.from('hello'), 'notes.txt'))
    await expect(outcome(page).getByRole('alert')).toContainText('it is not a zip')
  })

  test('of another ledger holds, and its key is said not to be compared', async ({ page }) => {
    await openLedger(page)
    await drop(page, [asFile(await handMade())])
    await expect(outcome(page).getByRole('status')).toContainText('It holds, but its key was not compared')
    await expect(outcome(page).getByLabel('What was checked')).toContainText('25')
  })

  test('that takes long can be given up, and what failed can be tried again', async ({ page, own, complaints }) => {
    await openLedger(page, own)
    const path = '**/api/v1/evidence/verify'
    await page.route(path, () => undefined)
    await drop(page, [asFile(await exported(own.server.url, 'ledger'))])
    await expect(outcome(page)).toContainText('Checking')
    await outcome(page).getByRole('button', { name: 'Cancel' }).click()
    await expect(outcome(page)).toContainText('Whether it holds is not known')
    await page.unroute(path)
    await page.route(path, (route) => route.abort())
    await drop(page, [asFile(await exported(own.server.url, 'ledger'))])
    await expect(outcome(page).getByRole('alert')).toContainText('Not checked: there is no report')
    await page.unroute(path)
    await outcome(page).getByRole('button', { name: 'Try again' }).click()
    await expect(outcome(page).getByRole('status')).toContainText('It holds')
    // The browser's own word about the request that was cut off.
    expect(complaints.splice(0)).toEqual([expect.stringContaining('ERR_FAILED')])
  })

  test('comes one at a time, and nothing else that is dragged is taken', async ({ page }) => {
    await openLedger(page)
    await drop(page, [asFile(await handMade(), 'a.zip'), asFile(await handMade(), 'b.zip')])
    await expect(page.getByText('Drop one package at a time.').first()).toBeVisible()
    await expect(drawer(page)).toBeHidden()
    const text = await page.evaluateHandle(() => {
      const data = new DataTransfer()
      data.setData('text/plain', 'words')
      return data
    })
    await row(page, 0).dispatchEvent('dragenter', { dataTransfer: text })
    await expect(page.getByText('Drop the package to check it')).toBeHidden()
  })
})

type Scene = { name: string; file: (url: string) => Promise<Package | null>; shown: string }
const scenes: Scene[] = [
  { name: 'evidence-none', file: async () => null, shown: 'Drop a package anywhere' },
  { name: 'evidence-holds', file: async (url) => asFile(await exported(url, 'ledger')), shown: 'It holds' },
  { name: 'evidence-not-compared', file: async () => asFile(await handMade()), shown: 'its key was not compared' },
  {
    name: 'evidence-bad',
    file: async (url) => {
      const bytes = await exported(url, 'ledger')
      const at = 30 + bytes.readUInt16LE(26) + 20
      bytes[at] = (bytes[at] ?? 0) ^ 0x10
      return asFile(bytes)
    },
    shown: 'It does not hold',
  },
]

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))
    for (const { name, file, shown } of scenes)
      test(`${name} is accessible, and fits every size`, async ({ page, own }) => {
        await openLedger(page, own, '/audit?evidence=true')
        const chosen = await file(own.server.url)
        if (chosen !== null) await input(page).setInputFiles(chosen)
        await expect(outcome(page)).toContainText(shown)
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
        for (const [width, height] of sizes) {
          await page.setViewportSize({ width, height })
          await expect(outcome(page)).toContainText(shown)
          await page.screenshot({ path: `test-results/screens/${name}-${theme}-${width}.png`, animations: 'disabled' })
          expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false)
        }
      })
    test('evidence-drop fits every size', async ({ page }) => {
      await openLedger(page)
      await drop(page, [asFile(Buffer.from('x'))], ['dragenter', 'dragover'])
      await expect(page.getByText('Drop the package to check it')).toBeVisible()
      await page.screenshot({ path: `test-results/screens/evidence-drop-${theme}-1280.png`, animations: 'disabled' })
    })
  })
