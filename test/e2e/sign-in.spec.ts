import { expect, live, test } from './support/console.ts'
import { createKey } from './support/program.ts'

test("a team's server asks for an API key, and the page forgets it on reload", async ({
  page,
  dataDir,
  launch,
  complaints,
}) => {
  const key = await createKey(dataDir, 'viewer')
  const team = await launch(['serve', '--port', '0', '--data', dataDir])
  await page.goto(team.url)
  await expect(page.getByText("Kept in this page's memory only")).toBeVisible()
  await page.getByLabel('API key').fill('sk-at-wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('API key')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('API key').fill(key)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(live(page)).toContainText('live')
  await expect(page.getByRole('banner')).not.toContainText('unverified')

  await page.reload()
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
  expect(kept).not.toContain(key)
  // The browser reports each 401; nothing else may be said.
  expect(complaints.splice(0).filter((text) => !text.includes('401'))).toEqual([])
})
