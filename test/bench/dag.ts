import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { chromiumArgs, chromiumPath } from '../support/chromium.ts'
import { otlpTrace, report } from '../support/otlp-trace.ts'
import { type Measurement, median, ms } from './measure.ts'
import { serveProduct } from './served.ts'

const count = 1_000
const size = { width: 1440, height: 900 }
/** What the Long Tasks API calls long. */
const long = 50

const shapes = {
  'a tree of three each': (n: number) => Math.floor((n - 1) / 3),
  'all called by one': () => 0,
} as const

/** A trace of 1,000 spans opened as a picture: the longest that the page's own thread was busy at a time. */
export const measureDag: Measurement = async ({ folder, quick }) => {
  if (!existsSync('out/renderer/index.html')) throw new Error('the console is not built: npm run build')
  const dataDir = join(folder, 'dag')
  mkdirSync(dataDir)
  const key = keyFor(dataDir, 'runner')
  const viewer = keyFor(dataDir, 'viewer')
  const product = await serveProduct('--data', dataDir)
  const turns = quick ? 3 : 9
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs })
  try {
    const page = await (await browser.newContext({ viewport: size })).newPage()
    await page.addInitScript(watchTasks)
    await page.goto(`${product.url}/#/traces`)
    await page.getByLabel('API key').fill(viewer)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByTestId('live-state').getByText('live').waitFor()
    await makeSureItWatches(page)
    const rows = []
    for (const [shape, [name, parentOf]] of Object.entries(shapes).entries()) {
      const longest: number[] = []
      // Each turn opens another one, which the page has not seen. The first of all also loads what draws it.
      for (let turn = 0; turn <= turns; turn++) {
        const traceId = `da9${shape}${turn}`.padEnd(32, 'b')
        await report(product.url, key, '/v1/traces', otlpTrace({ agent: 'bench-agent', count, traceId, parentOf }))
        longest.push(await longestTask(page, traceId))
      }
      const [first = 0, ...others] = longest
      const typical = median(others)
      rows.push({
        name: `a DAG of ${count.toLocaleString('en')} spans, ${name}: longest task`,
        ours: words(typical),
        limit: ms(long),
        ratio: Math.max(typical, 1) / long,
        aim: { atMost: 1 },
        notes: [
          `of the page’s main thread, by the Long Tasks API, which tells of those over ${long} ms alone: from the press that opens the trace until its picture stands, and a second more; the median of ${turns} traces; worst ${words(Math.max(...others))}, the first one ${words(first)}`,
        ],
        numbers: { longest: typical, worst: Math.max(...others), first },
      })
    }
    return rows
  } finally {
    await browser.close()
    await product.stop()
  }
}

const words = (task: number): string => (task === 0 ? `under ${long} ms` : ms(task))

const cli = fileURLToPath(new URL('../../main/cli/cli.ts', import.meta.url))
const keyFor = (dataDir: string, role: string): string =>
  execFileSync(
    process.execPath,
    [cli, 'keys', 'create', '--data', dataDir, '--workspace', 'acme', '--name', role, '--role', role],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  ).trim()

/** An observer that sees nothing would measure that all is well. */
async function makeSureItWatches(page: Page): Promise<void> {
  await page.evaluate('{ const until = performance.now() + 120; while (performance.now() < until); }')
  await page.waitForFunction('window.longTasks.length > 0')
}

async function longestTask(page: Page, traceId: string): Promise<number> {
  // Within the page: one that is loaded anew has forgotten the key.
  await page.evaluate(`location.hash = '#/traces'`)
  const row = page.locator(`[data-trace="${traceId}"]`)
  await row.waitFor()
  await page.waitForTimeout(1_000)
  await page.evaluate('window.longTasks.length = 0')
  await row.press('Enter')
  await page.getByRole('application', { name: `Picture of ${count} spans` }).waitFor()
  await page.locator('.react-flow__node').first().waitFor()
  await page.waitForTimeout(1_000)
  return Math.max(0, ...(await page.evaluate<number[]>('window.longTasks')))
}

/** For the page, as text: Node's types know no observers. */
const watchTasks = `{
  window.longTasks = []
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longTasks.push(duration)
  }).observe({ type: 'longtask' })
}`
