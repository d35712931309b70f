import { expect, live, test } from './support/console.ts'

test('a stopped server is said to have stopped; when it is back, the console resumes by itself', async ({
  page,
  dataDir,
  launch,
  complaints,
}) => {
  const serve = (port: string) => launch(['serve', '--sample', '--port', port, '--data', dataDir])
  const server = await serve('0')
  await page.goto(`${server.url}/#/audit`)
  await expect(live(page)).toContainText('live')
  await page.getByRole('row').nth(1).waitFor()

  await server.stop()
  await expect(live(page)).toContainText(/offline.*data is \d+ s old/, { timeout: 20_000 })
  const banner = page.getByRole('alert').filter({ hasText: 'stays readable' })
  await expect(banner).toContainText('Asleep until it answers: ')
  await expect(page.getByRole('row').nth(1)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Verify now' })).toHaveAttribute('aria-disabled', 'true')

  await serve(new URL(server.url).port)
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(live(page)).toContainText('live')
  await expect(banner).toBeHidden()
  await expect(page.getByRole('button', { name: 'Verify now' })).toBeEnabled()
  // It may have asked in the moment in which the server was stopping.
  expect(complaints.splice(0).filter((text) => !/ERR_|status of 503/.test(text))).toEqual([])
})

test('a page that opens while the server is down says so, and comes alive with it', async ({ page, complaints }) => {
  await page.route('**/console/connections', (route) => route.abort('connectionrefused'))
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'The console: the server does not answer' })).toBeVisible()
  await page.unroute('**/console/connections')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(live(page)).toContainText('live')
  expect(complaints.splice(0).filter((text) => !text.includes('ERR_'))).toEqual([])
})
