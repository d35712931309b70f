import type { Page } from '@playwright/test'
import { drawer, expect, openLedger, proof, rows, test } from './support/ledger.ts'

test.describe('an entry', () => {
  test('with everything it says, and its proof checked in the page', async ({ page }) => {
    await openLedger(page, undefined, '/audit?action=access.')
    await rows(page).filter({ hasText: 'release-train' }).click()
    await expect(page).toHaveURL(/entry=\d+/)
    await expect(drawer(page).getByRole('heading', { level: 2 })).toHaveText('access.key.created')
    await expect(drawer(page)).toContainText('administrator@sample.invalid')
    await expect(drawer(page)).toContainText('"release-train"')
    await expect(proof(page)).toContainText(/Proof holds at size \d+/)
    await expect(proof(page).locator('[data-outcome="holds"]')).toHaveCount(5)
    await page.reload()
    await expect(proof(page)).toContainText('Proof holds')
  })

  test('that the ledger does not have', async ({ page }) => {
    await openLedger(page, undefined, '/audit?entry=99999')
    await expect(drawer(page)).toContainText('There is no entry 99999 to show')
  })

  const steps = (page: Page) => (outcome: string) =>
    proof(page)
      .locator(`[data-outcome="${outcome}"]`)
      .evaluateAll((found) => found.map((li) => li.getAttribute('data-step')))

  const flip = (base64: string) => {
    const bytes = Buffer.from(base64, 'base64')
    bytes[7] = (bytes[7] ?? 0) ^ 1
    return bytes.toString('base64')
  }

  type Lie = { what: string; path: string; change: (body: string) => string; fails: string[] }
  const inJson =
    <T>(change: (body: T) => void) =>
    (body: string) => {
      const value = JSON.parse(body) as T
      change(value)
      return JSON.stringify(value)
    }
  const lies: Lie[] = [
    {
      what: 'one bit of the path',
      path: 'proofs/inclusion',
      change: inJson<{ hashes: string[] }>((proof) => {
        proof.hashes[0] = flip(proof.hashes[0] ?? '')
      }),
      fails: ['path'],
    },
    {
      what: 'another root',
      path: 'proofs/inclusion',
      change: inJson<{ root: string }>((proof) => {
        proof.root = flip(proof.root)
      }),
      fails: ['path', 'root'],
    },
    {
      what: 'an entry that says something else',
      path: 'entries',
      change: inJson<{ items: { subject: string }[] }>((page) => {
        for (const item of page.items) item.subject = 'key:another'
      }),
      fails: ['entry', 'path'],
    },
    {
      what: 'a checkpoint of another size',
      path: 'checkpoint',
      change: (note) => note.replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) - 1}\n`),
      fails: ['root', 'signature'],
    },
    {
      what: 'a checkpoint from before the entry',
      path: 'checkpoint',
      change: (note) => note.replace(/\n(\d+)\n/, '\n4\n'),
      fails: ['path', 'signature'],
    },
    {
      what: 'a checkpoint whose signature was touched',
      path: 'checkpoint',
      change: (note) => note.replace(/(\S+)\n$/, (_, signature) => `${flip(signature)}\n`),
      fails: ['signature'],
    },
  ]
  for (const { what, path, change, fails } of lies)
    test(`whose proof was tampered with is alarming: ${what}`, async ({ page }) => {
      await page.route(`**/api/v1/audit/${path}*`, async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, body: change(await response.text()) })
      })
      await openLedger(page, undefined, '/audit?entry=5')
      await expect(proof(page).getByRole('alert')).toContainText('The proof fails. Do not rely on this entry.')
      await expect(proof(page)).not.toContainText('Proof holds')
      expect(await steps(page)('fails')).toEqual(fails)
    })

  test('under another key than before is alarming', async ({ page }) => {
    await openLedger(page, undefined, '/audit?entry=5')
    await expect(proof(page)).toContainText('Proof holds')
    await page.evaluate(() => {
      for (const name of Object.keys(localStorage))
        if (name.startsWith('countersign.ledger-key.')) localStorage.setItem(name, 'countersign/x/y+00000000+AAAA')
    })
    await proof(page).getByRole('button', { name: 'Check again' }).click()
    await expect(proof(page).getByRole('alert')).toContainText('The proof fails')
    expect(await steps(page)('fails')).toEqual(['key'])
  })

  test('whose proof cannot be had is not called proven', async ({ page, complaints }) => {
    await page.route('**/api/v1/audit/proofs/inclusion*', (route) => route.abort())
    await openLedger(page, undefined, '/audit?entry=5')
    await expect(proof(page)).toContainText('Whether this entry is in the signed ledger is not known.')
    await expect(proof(page).locator('[data-outcome]')).toHaveCount(0)
    await page.unroute('**/api/v1/audit/proofs/inclusion*')
    await proof(page).getByRole('button', { name: 'Check again' }).click()
    await expect(proof(page)).toContainText('Proof holds')
    complaints.length = 0
  })
})
