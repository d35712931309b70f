import type { Page } from '@playwright/test'
import { expect, Others, test } from './support/decisions.ts'
import { foot, lengthenQueue, openQueue, row, rows, search, tab, targets, waiting } from './support/queue.ts'

const many = 5000
const viewport = (page: Page) => page.locator('.queue .ag-grid-viewport')
const scrollTo = (page: Page, top: number) => viewport(page).evaluate((element, to) => element.scrollTo(0, to), top)
const shownTargets = (page: Page) =>
  rows(page).evaluateAll((all) =>
    all
      .map((each) => [Number(each.getAttribute('row-index')), each.querySelector('[col-id="target_ref"]')?.textContent])
      .sort(([a], [b]) => Number(a) - Number(b)),
  )

test.describe('five thousand', () => {
  test.setTimeout(180_000)

  test('scroll from end to end, each row in its place, while new ones wait', async ({
    page,
    server,
    dataDir,
    others,
  }) => {
    await lengthenQueue(dataDir, many)
    await openQueue(page, server.url)
    await expect(foot(page)).toContainText('5,015 actions', { timeout: 30_000 })
    await targets(page, 2).toEqual([`fleet/${many - 1}`, `fleet/${many - 2}`])

    await scrollTo(page, 2500 * 36)
    await expect(row(page, 2510)).toContainText(`fleet/${many - 1 - 2510}`)
    await others.throttle('waits-above')
    await expect(waiting(page)).toContainText('1 new')
    // Pages read from now on join those read before.
    await scrollTo(page, 3600 * 36)
    await expect(row(page, 3610)).toContainText(`fleet/${many - 1 - 3610}`)
    for (const [index, target] of await shownTargets(page))
      if (target) expect([index, target]).toEqual([index, `fleet/${many - 1 - Number(index)}`])
    await scrollTo(page, 10_000_000)
    await expect(row(page, 5014)).toContainText('fleet/us-east')

    await waiting(page).click()
    await targets(page, 2).toEqual(['waits-above', `fleet/${many - 1}`])
  })

  test('in a part that rows leave, what is looked at stays where it is, and no row is passed over', async ({
    page,
    server,
    dataDir,
  }) => {
    await lengthenQueue(dataDir, 1000)
    const others = new Others(server.url)
    await openQueue(page, server.url, '?status=proposed&q=fleet')
    await expect(foot(page)).toContainText('1,000 match of')
    const { items } = (await (await fetch(`${server.url}/api/v1/deployments/actions?q=fleet&limit=100`)).json()) as {
      items: { id: string }[]
    }
    await scrollTo(page, 60 * 36)
    await expect(row(page, 65)).toContainText('fleet/934')
    for (const { id } of items.slice(0, 5)) await others.post(`/${id}/reject`, {}, { as: 'commander' })
    await expect(tab(page, 'Rejected')).toContainText('8')
    await expect(row(page, 65)).toContainText('fleet/934')
    // The next page begins where the first one ended when it was read.
    await scrollTo(page, 130 * 36)
    await expect(foot(page)).toContainText('995 match of')
    await expect(row(page, 135)).toContainText('fleet/859')
    const shown = await shownTargets(page)
    const numbers = shown.flatMap(([, target]) => (target ? [Number(String(target).slice('fleet/'.length))] : []))
    expect(numbers.length).toBeGreaterThan(10)
    expect(numbers).toEqual(numbers.map((_, index) => Number(numbers[0]) - index))
  })
})

test('a search among many finds the one', async ({ page, server, dataDir }) => {
  await lengthenQueue(dataDir, 500)
  await openQueue(page, server.url)
  await search(page).fill('fleet 417')
  await expect(rows(page)).toHaveCount(1)
  await targets(page, 1).toEqual(['fleet/417'])
})
