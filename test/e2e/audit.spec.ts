import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { test as base, expect as baseExpect, useTheme, visit } from './support/console.ts'
import { lengthen } from './support/long-ledger.ts'
import { type Program, runProgram } from './support/program.ts'

// Each test has a server of its own beside the browser; on two cores what it waits for may take its time.
const expect = baseExpect.configure({ timeout: 15_000 })

type Own = { server: Program; dataDir: string }

/** A console of the test's own, whose ledger others may write to. */
const test = base.extend<{ own: Own }>({
  own: async ({ dataDir, launch }, use) => {
    await use({ server: await launch(['serve', '--sample', '--port', '0', '--data', dataDir]), dataDir })
  },
})

const told = 12
const rows = (page: Page) => page.locator('.ledger [role="row"][row-index]')
const row = (page: Page, index: number) => page.locator(`.ledger [role="row"][row-index="${index}"]`)
const drawer = (page: Page) => page.getByRole('complementary', { name: 'Details' })
const proof = (page: Page) => drawer(page).getByRole('region', { name: 'Proof' })
const foot = (page: Page) => page.locator('footer')
const waiting = (page: Page) => page.getByRole('button', { name: /\d+\+? new/ })

async function openLedger(page: Page, own?: Own, place = '/audit'): Promise<void> {
  if (own === undefined) await visit(page, place)
  else await page.goto(`${own.server.url}/#${place}`)
  await expect(row(page, 0)).toContainText(/\d/)
}

/** Another process writes an entry. */
const createKey = ({ dataDir }: Own, name: string) =>
  runProgram(['keys', 'create', '--data', dataDir, '--workspace', 'sample', '--name', name, '--role', 'viewer'])

test.describe('rows', () => {
  test('every entry, newest first, and how far its actor can be trusted', async ({ page, own }) => {
    await openLedger(page, own)
    await expect(rows(page)).toHaveCount(told)
    await expect(row(page, 0)).toContainText('access.key.revoked')
    await expect(row(page, 0)).toContainText('unverified')
    await expect(row(page, told - 1)).toContainText('workspace.ledger.opened')
    await expect(rows(page).filter({ hasText: 'erased' }).first()).not.toContainText('contractor@')
    await expect(foot(page)).toContainText(`${told} entries`)
  })

  test('what another process writes appears by itself to someone idle at the top', async ({ page, own }) => {
    await openLedger(page, own)
    await createKey(own, 'came-by-itself')
    await expect(row(page, 0)).toContainText('came-by-itself')
    await expect(row(page, 1)).toContainText('access.key.revoked')
    await expect(foot(page)).toContainText(`${told + 1} entries`)
  })

  test('while someone reads, it waits behind "1 new", and nothing moves', async ({ page, own }) => {
    await openLedger(page, own)
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await expect(drawer(page)).toContainText(`Entry ${told}`)
    await createKey(own, 'must-wait')
    await expect(waiting(page)).toContainText('1 new')
    await expect(row(page, 0)).not.toContainText('must-wait')
    await page.keyboard.press('n')
    await expect(waiting(page)).toBeHidden()
    await expect(row(page, 0)).toContainText(String(told + 1))
    await expect(row(page, 1)).toHaveAttribute('aria-selected', 'true')
  })

  test('they come in when the reader has closed what they read and let go of the table', async ({ page, own }) => {
    await openLedger(page, own)
    await row(page, 2).click()
    await createKey(own, 'later')
    await expect(waiting(page)).toContainText('1 new')
    await page.getByRole('button', { name: 'Close (Esc)' }).click()
    await page.getByLabel('Subject, its whole name').focus()
    await expect(row(page, 0)).toContainText('later', { timeout: 10_000 })
  })

  test('news under a filter are what matches it', async ({ page, own }) => {
    await openLedger(page, own, '/audit?action=actor.')
    await expect(rows(page)).toHaveCount(1)
    await createKey(own, 'does-not-match')
    await expect(foot(page)).toContainText(`1 match of ${told + 1} entries`)
    await expect(rows(page)).toHaveCount(1)
  })

  test('an answer that fails says so and can be asked again', async ({ page, complaints }) => {
    await page.route('**/api/v1/audit/entries?*limit=100*', (route) =>
      route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'about:blank',
          title: 'The store is busy',
          status: 503,
          code: 'store_busy',
          detail: 'Too many wait for the store.',
        }),
      }),
    )
    await visit(page, '/audit')
    await expect(page.getByRole('alert')).toContainText('Too many wait for the store.')
    await page.unroute('**/api/v1/audit/entries?*limit=100*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(row(page, 0)).toContainText(/\d/)
    complaints.length = 0
  })
})

test.describe('filter', () => {
  test('an area, typed, is in the address and survives a reload, and back undoes it', async ({ page, sample }) => {
    await openLedger(page, { server: sample, dataDir: '' })
    await page.keyboard.press('/')
    await page.keyboard.type('actor')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/#\/audit\?action=actor\.$/)
    await expect(rows(page)).toHaveCount(1)
    await page.reload()
    await expect(page.getByRole('combobox', { name: 'Action' })).toHaveValue('actor.')
    await expect(rows(page)).toHaveCount(1)
    await page.goBack()
    await expect(rows(page)).toHaveCount(told)
  })

  test('what is known is offered', async ({ page }) => {
    await openLedger(page)
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    await page.getByRole('option', { name: /^access\.key\.revoked/ }).click()
    await expect(page).toHaveURL(/action=access\.key\.revoked$/)
    await expect(rows(page)).toHaveCount(2)
  })

  test('everything about one subject, from one of its entries', async ({ page }) => {
    await openLedger(page, undefined, `/audit?entry=${told}`)
    await drawer(page).getByRole('button', { name: 'Everything about it' }).click()
    await expect(page).toHaveURL(/subject=key/)
    await expect(rows(page)).toHaveCount(2)
    await expect(drawer(page)).toContainText(`Entry ${told}`)
  })

  test('nothing that matches is said, and can be undone', async ({ page }) => {
    await visit(page, '/audit?action=drill.&subject=nobody')
    await expect(page.getByText('Nothing matches')).toBeVisible()
    await expect(page.getByText('an action in drill. and the subject nobody')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await expect(rows(page)).toHaveCount(told)
  })
})

test.describe('an entry', () => {
  test('with everything it says, and its proof checked in the page', async ({ page }) => {
    await openLedger(page)
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

test.describe('verify now', () => {
  const outcome = (page: Page) => drawer(page).getByRole('region', { name: 'Outcome' })
  const start = (page: Page) => page.getByRole('button', { name: 'Verify now' }).first().click()

  test('reports what it found', async ({ page, own }) => {
    await openLedger(page, own)
    await start(page)
    await expect(page).toHaveURL(/verify=true/)
    await expect(outcome(page)).toContainText(`The ledger verifies: all ${told} entries hold`)
    await expect(outcome(page)).toContainText('Against the ledger alone')
  })

  test('against a kept checkpoint, ours and another ledger’s', async ({ page, own, sample }) => {
    const kept = await (await fetch(`${own.server.url}/api/v1/audit/checkpoint`)).text()
    const foreign = await (await fetch(`${sample.url}/api/v1/audit/checkpoint`)).text()
    await openLedger(page, own, '/audit?verify=true')
    const field = drawer(page).getByLabel('Signed checkpoint')
    const go = drawer(page).getByRole('button', { name: 'Verify against it' })
    await expect(go).toBeDisabled()
    await field.fill(`  ${kept.trim()}  `)
    await go.click()
    await expect(outcome(page)).toContainText('The ledger verifies')
    await expect(outcome(page)).toContainText('Against a kept checkpoint')
    await field.fill(foreign)
    await go.click()
    await expect(outcome(page).getByRole('alert')).toContainText('The ledger does not verify')
  })

  test('a bad entry is named, and one step away', async ({ page }) => {
    const report = {
      ok: false,
      size: told,
      root: 'AAAA',
      checked: 4,
      pruned: 0,
      first_bad: { seq: 5, why: 'it was edited' },
    }
    await page.route('**/api/v1/audit/verify', (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: `event: report\ndata: ${JSON.stringify(report)}\n\n` }),
    )
    await openLedger(page)
    await start(page)
    await expect(outcome(page).getByRole('alert')).toContainText('entry 5 is the first bad one')
    await expect(outcome(page).getByRole('alert')).toContainText('it was edited')
    await outcome(page).getByRole('button', { name: 'Open entry 5' }).click()
    await expect(drawer(page)).toContainText('Entry 5')
  })

  test('sleeps, and says why, for who may not', async ({ page }) => {
    await page.addInitScript(() => sessionStorage.setItem('countersign.acting', 'operator'))
    await openLedger(page)
    const button = page.getByRole('button', { name: 'Verify now' })
    await expect(button).toBeDisabled()
    await button.focus()
    await expect(page.getByText(/needs the permission audit\.verify/)).toBeVisible()
    await page.keyboard.press('v')
    await expect(drawer(page)).toBeHidden()
  })
})

test('a long ledger: jumps to its beginning, shows the progress of a verification, and lets it be cancelled', async ({
  page,
  own,
}) => {
  test.setTimeout(120_000)
  const long = 150_000
  await lengthen(own.dataDir, long)
  await openLedger(page, own)
  await expect(foot(page)).toContainText('150,012 entries')

  const outcome = drawer(page).getByRole('region', { name: 'Outcome' })
  await page.getByRole('button', { name: 'Verify now' }).click()
  await expect(outcome.getByText(/of 150,012 entries/)).toBeVisible()
  await outcome.getByRole('button', { name: 'Cancel' }).click()
  await expect(outcome).toContainText(/Cancelled( after [\d,]+ entries)?/)
  await outcome.getByRole('button', { name: 'Verify again' }).click()
  await expect(outcome).toContainText('The ledger verifies: all 150,012 entries hold', { timeout: 60_000 })

  await page.keyboard.press('Escape')
  await row(page, 3).click()
  await page.keyboard.press('Control+End')
  await expect(row(page, long + told - 1)).toContainText('workspace.ledger.opened')
  await createKey(own, 'far-above')
  await expect(waiting(page)).toContainText('1 new')
  await page.keyboard.press('n')
  await expect(row(page, 0)).toContainText(String(long + told + 1))
})

test.describe('without a mouse', () => {
  test('j and k move, Enter opens, j goes on to the next, Esc closes and gives the focus back', async ({ page }) => {
    await openLedger(page)
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key)
    await expect(row(page, 1).locator('[role="gridcell"]').first()).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(/entry=11$/)
    await expect(drawer(page).getByRole('heading', { level: 2 })).toBeFocused()
    await page.keyboard.press('j')
    await expect(page).toHaveURL(/entry=10$/)
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
    await expect(row(page, 2).locator('[role="gridcell"]').first()).toBeFocused()
    await page.keyboard.press('v')
    await expect(drawer(page).getByRole('heading', { name: 'Verify the ledger' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
  })

  test('Esc leaves the filter before it closes what is open', async ({ page }) => {
    await openLedger(page, undefined, '/audit?entry=5')
    await page.keyboard.press('/')
    await expect(page.getByRole('combobox', { name: 'Action' })).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('listbox')).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('listbox')).toBeHidden()
    await expect(drawer(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('combobox', { name: 'Action' })).not.toBeFocused()
    await expect(drawer(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(drawer(page)).toBeHidden()
  })
})

test.describe('copying', () => {
  test.beforeEach(({ context }) => context.grantPermissions(['clipboard-read', 'clipboard-write']))
  const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

  test('the checkpoint, as the server signs it now, and the key it verifies under', async ({ page, sample }) => {
    await openLedger(page)
    await page.getByRole('button', { name: 'Copy checkpoint' }).click()
    await expect(page.getByText('Copied the checkpoint')).toBeVisible()
    const note = await (await fetch(`${sample.url}/api/v1/audit/checkpoint`)).text()
    expect((await clipboard(page)).split('\n').slice(0, 3)).toEqual(note.split('\n').slice(0, 3))
    await page.getByRole('button', { name: 'Copy verifier key' }).click()
    await expect(page.getByText('Copied the verifier key')).toBeVisible()
    expect(await clipboard(page)).toMatch(/^countersign\/.+\+[0-9a-f]{8}\+/)
  })

  test('an entry’s data', async ({ page }) => {
    await openLedger(page, undefined, `/audit?entry=2`)
    await drawer(page).getByRole('button', { name: 'Copy the data' }).click()
    await expect(page.getByText('Copied the data')).toBeVisible()
    expect(JSON.parse(await clipboard(page))).toMatchObject({ name: 'runner-eu-west' })
  })
})

const sizes = [
  [1280, 800],
  [2560, 1440],
  [1024, 640],
] as const

type Scene = { name: string; place: string; shown: (page: Page) => Locator; before?: (page: Page) => Promise<unknown> }
const scenes: Scene[] = [
  { name: 'audit-list', place: '/audit', shown: (page) => row(page, 0) },
  { name: 'audit-entry', place: '/audit?entry=9', shown: (page) => proof(page).getByText(/Proof holds/) },
  {
    name: 'audit-bad-proof',
    place: '/audit?entry=9',
    shown: (page) => proof(page).getByRole('alert'),
    before: (page) =>
      page.route('**/api/v1/audit/checkpoint', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, body: (await response.text()).replace(/\n(\d+)\n/, '\n7\n') })
      }),
  },
  {
    name: 'audit-verify',
    place: '/audit',
    shown: (page) => drawer(page).getByText(/The ledger verifies/),
  },
  { name: 'audit-no-match', place: '/audit?action=drill.', shown: (page) => page.getByText('Nothing matches') },
]

for (const theme of ['dark', 'light'] as const)
  test.describe(theme, () => {
    test.beforeEach(({ page }) => useTheme(page, theme))
    for (const { name, place, shown, before } of scenes)
      test(`${name} is accessible, and fits every size`, async ({ page }) => {
        await before?.(page)
        await visit(page, place)
        if (name === 'audit-verify') await page.getByRole('button', { name: 'Verify now' }).click()
        await expect(shown(page)).toBeVisible()
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([])
        for (const [width, height] of sizes) {
          await page.setViewportSize({ width, height })
          await expect(shown(page)).toBeVisible()
          await page.screenshot({ path: `test-results/screens/${name}-${theme}-${width}.png`, animations: 'disabled' })
          const overflows = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
          expect(overflows).toBe(false)
        }
      })
  })
