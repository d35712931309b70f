import {
  ask,
  back,
  come,
  drawer,
  expect,
  list,
  moveTo,
  name,
  row,
  said,
  surfaceOf,
  test,
  waitingDeploy,
} from './support/surfaces.ts'

/** The browser reports what the server refuses; nothing else may be said. */
test.afterEach(({ complaints }) => {
  const kept = complaints.splice(0).filter((text) => !/status of (403|409|422)/.test(text))
  expect(kept).toEqual([])
})

test('P6: every surface says where it leads, what runs there since when and by whom, and how it is', async ({
  page,
  url,
}) => {
  await come(page, url)
  await expect(list(page).locator('> li')).toHaveCount(6)
  for (const each of await list(page).locator('> li').all()) {
    await expect(each).toContainText('Production')
    await expect(each).toHaveAttribute('data-env', 'production')
  }
  const antlers = row(page, 'antlers')
  await expect(antlers).toContainText(/raxx\.app.*Cloudflare Pages/)
  await expect(antlers).toContainText(/by Sample commander/)
  await expect(antlers).toContainText(/well 200/)
  await expect(antlers).toContainText(/main is \d+ ahead/)
  await expect(antlers).toContainText(/is in quarantine until somebody lifts that by name/)
  const last = antlers.getByRole('table', { name: /^Last deploys of Antlers/ })
  await expect(last.getByRole('row').nth(1)).toContainText(/Rollback.*Done.*Sample commander/)
  await expect(last.getByRole('row').nth(2)).toContainText('Not well after it')
  // What waits for somebody comes first.
  await expect(page.locator('[data-surface]').first()).toHaveText('Console (sample)')
  await expect(page.getByRole('link', { name: /^Deploys/ })).toContainText('1 with an alert or an open review')
})

test('what is under way stands in its row, with its state and its clock, and leads to it', async ({ page, url }) => {
  const deploy = await waitingDeploy(url, 'raptor')
  await come(page, url)
  const raptor = row(page, 'raptor')
  await expect(raptor).toContainText('waits for its approval')
  await expect(raptor.getByRole('timer', { name: 'Time of the deploy' })).toHaveText(/^\d:\d\d$/)
  await expect(raptor.getByRole('link', { name: /^Deploy of/ })).toHaveAttribute('href', `#/deploys/${deploy.id}`)
  const deployButton = raptor.getByRole('button', { name: /^Deploy raxx-api-prod/ })
  await expect(deployButton).toHaveAttribute('aria-description', /under way/)
  await expect(page.getByRole('link', { name: /^Deploys/ })).toContainText('1 under way')
})

test('a surface is locked, frozen and freed again by keyboard, each with a reason', async ({ page, url }) => {
  await come(page, url)
  await expect(back(row(page, 'docs'))).toBeVisible()
  await moveTo(page, 'docs')
  await page.keyboard.press('l')
  const dialog = page.getByRole('alertdialog')
  await expect(dialog).toContainText(/Production.*docs\.raxx\.app/)
  const lock = dialog.getByRole('button', { name: 'Lock deploys' })
  await expect(lock).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.type('The search index is being rebuilt.')
  await lock.click()
  await expect(row(page, 'docs')).toContainText('Locked by Sample commander: The search index is being rebuilt.')
  await expect(name(page, 'docs')).toBeFocused()
  // Rolling back is not held up by it.
  await expect(back(row(page, 'docs'))).not.toHaveAttribute('aria-disabled', 'true')

  await page.keyboard.press('f')
  await expect(dialog).toContainText('Times are yours, in')
  await page.keyboard.type('Nobody is there to look.')
  await dialog.getByRole('button', { name: 'Open the freeze window' }).click()
  await expect(row(page, 'docs')).toContainText(/Frozen until .*: Nobody is there to look\./)

  await page.keyboard.press('Enter')
  await expect(drawer(page).getByRole('heading', { name: 'Docs and mockups (sample)' })).toBeFocused()
  await drawer(page).getByRole('button', { name: 'End it…' }).click()
  await page.keyboard.type('They are back.')
  await dialog.getByRole('button', { name: 'End the window' }).click()
  await expect(drawer(page).getByRole('region', { name: 'Freeze windows' })).toHaveCount(0)
  await page.keyboard.press('l')
  await page.keyboard.type('It is rebuilt.')
  await dialog.getByRole('button', { name: 'Unlock deploys' }).click()
  await expect(row(page, 'docs')).toContainText('Nothing stands in the way')
  expect(await surfaceOf(url, 'docs')).toMatchObject({ lock: null, freezes: [] })
  // Esc closes the topmost thing only, and the focus goes back to where it came from.
  await page.keyboard.press('f')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(drawer(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()
  await expect(name(page, 'docs')).toBeFocused()
})

test('a window that ends before it begins is not opened', async ({ page, url }) => {
  await come(page, url, '/deploys?surface=docs')
  await drawer(page)
    .getByRole('button', { name: /^Freeze…/ })
    .click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel(/^Why/).fill('x')
  await dialog.getByLabel('From (empty: now)').fill('2035-01-02T10:00')
  await dialog.getByLabel('Until').fill('2035-01-02T09:00')
  await expect(dialog.getByRole('button', { name: 'Open the freeze window' })).toHaveAttribute(
    'aria-description',
    'Asleep: the window ends before it begins',
  )
})

test('a commit in quarantine is lifted by name: its short SHA is typed, and a reason is given', async ({
  page,
  url,
}) => {
  const { quarantined } = await surfaceOf(url, 'antlers')
  const short = quarantined[0]?.sha.slice(0, 7) ?? ''
  await come(page, url, '/deploys?surface=antlers')
  await drawer(page)
    .getByRole('button', { name: `Lift ${short}…` })
    .click()
  const dialog = page.getByRole('alertdialog', { name: new RegExp(short) })
  await expect(dialog).toContainText(/Production.*may be deployed again/)
  await expect(dialog).toContainText('Its page asks for refunds')
  const lift = dialog.getByRole('button', { name: `Lift the quarantine of ${short}` })
  await dialog.getByLabel(/type its short SHA/).pressSequentially(short)
  await expect(lift).toHaveAttribute('aria-description', 'Asleep until a reason is given')
  await dialog.getByLabel(/^Why it is well now/).fill('The API has its route for refunds now.')
  await lift.click()
  await expect(dialog).toBeHidden()
  await expect(drawer(page).getByRole('region', { name: 'Commits in quarantine' })).toHaveCount(0)
  expect((await surfaceOf(url, 'antlers')).quarantined).toEqual([])
})

test('who broke glass is looked at by somebody else; one’s own review one cannot close', async ({ page, url }) => {
  await come(page, url, '/deploys?surface=console')
  const reviews = drawer(page).getByRole('region', { name: 'Broken glass, not looked at' })
  await expect(reviews).toContainText('Sample release manager')
  await reviews.getByRole('button', { name: 'Close…' }).click()
  const dialog = page.getByRole('alertdialog', { name: /^Close the review/ })
  await page.keyboard.type('The forge was down; the change is one flag.')
  await dialog.getByRole('button', { name: 'Close the review' }).click()
  await expect(reviews).toHaveCount(0)
  await expect(row(page, 'console')).not.toContainText('Broken glass')
  expect((await surfaceOf(url, 'console')).open_reviews).toEqual([])
})

test('the drawer has the command, the releases, the ways and the ledger of a surface', async ({ page, url }) => {
  await come(page, url, '/deploys?surface=console')
  await expect(drawer(page)).toContainText('heroku releases:rollback v4 --app raxx-console-prod')
  await expect(drawer(page).getByRole('button', { name: 'Copy the rollback command' })).toBeVisible()
  await expect(drawer(page)).toContainText('deploy console to prod')
  await expect(drawer(page)).toContainText(/raxx\/raxx · deploy-console\.yml · production/)
  await expect(drawer(page)).toContainText('it can only be read here')
  await expect(drawer(page).getByRole('region', { name: 'Releases at its host' })).toContainText(/v5 .*runs now/)
  await drawer(page)
    .getByRole('link', { name: /^Everything the ledger has/ })
    .click()
  await expect(page).toHaveURL(/#\/audit\?subject=surface:console/)
  await page.goBack()
  await drawer(page).getByRole('button', { name: 'Ask its host now' }).click()
  await expect(drawer(page)).toContainText(/asked (now|\ds ago)/)
  await come(page, url, '/deploys?surface=nowhere')
  await expect(drawer(page)).toContainText('There is no such surface')
})

test('n leads to a new deploy of the surface, the forge’s way first', async ({ page, url }) => {
  await come(page, url)
  await expect(row(page, 'sample-service')).toBeVisible()
  await moveTo(page, 'sample-service')
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/make=sample-service.*path=local|path=local.*make=sample-service/)
  await page.goBack()
  await expect(row(page, 'raptor')).toBeVisible()
  await row(page, 'raptor')
    .getByRole('button', { name: /^Deploy raxx-api-prod/ })
    .click()
  await expect(page).toHaveURL(/path=ci/)
})

test('the history is filtered in the address, moved through by keyboard, and leads to each', async ({ page, url }) => {
  await come(page, url, '/deploys?view=history')
  const table = page.getByRole('table', { name: 'Deploys and rollbacks' })
  const rows = table.locator('[data-deploy]')
  await expect(rows.first()).toContainText(/Rollback · Antlers/)
  const all = await rows.count()
  expect(all).toBeGreaterThan(20)
  await page.getByRole('combobox', { name: /^Kind/ }).click()
  await page.getByRole('option', { name: 'Rollback' }).click()
  await expect(page).toHaveURL(/kind=rollback/)
  await expect(rows).toHaveCount(1)
  await come(page, url, '/deploys?view=history&surface=antlers&outcome=blocked,health_check_failed')
  await expect(rows).toHaveCount(2)
  await expect(page.getByRole('combobox', { name: /^Surface: Antlers/ })).toBeVisible()
  await page.getByRole('link', { name: 'History' }).focus()
  await page.keyboard.press('j')
  await expect(rows.first()).toBeFocused()
  await page.keyboard.press('j')
  await expect(rows.nth(1)).toBeFocused()
  const id = await rows.nth(1).getAttribute('data-deploy')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`open=${id}`))
  await come(page, url, '/deploys?view=history&surface=docs&outcome=rejected')
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible()
  await page.getByRole('status').getByRole('button', { name: 'Clear the filter' }).click()
  await expect(rows).toHaveCount(all)
})

test('the history has pages', async ({ page, url }) => {
  const seen = await ask<{ items: { id: string }[] }>(url, '/api/v1/deploys?limit=200')
  // The page asks for fifty at a time: here it is given ten.
  await page.route(/\/api\/v1\/deploys\?/, (route) => {
    const to = new URL(route.request().url())
    to.searchParams.set('limit', '10')
    return route.continue({ url: to.href })
  })
  await come(page, url, '/deploys?view=history')
  const rows = page.locator('[data-deploy]')
  await expect(rows).toHaveCount(10)
  await page.getByRole('button', { name: 'Show older ones' }).click()
  await expect(rows).toHaveCount(20)
  expect(await rows.evaluateAll((all) => all.map((each) => each.getAttribute('data-deploy')))).toEqual(
    seen.items.slice(0, 20).map(({ id }) => id),
  )
  await expect(said(page)).not.toContainText('Not possible')
})
