import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { chromiumArgs, chromiumPath } from '../support/chromium.ts'
import { bareServers } from './list.ts'
import { interleave, type Measurement, median, ms } from './measure.ts'
import { serveProduct, startServer } from './served.ts'

/** The console in sample mode against a page of one word from bare node:http, in the same Chromium. */
export const measureFirstPaint: Measurement = async ({ folder, quick }) => {
  if (!existsSync('out/renderer/index.html')) throw new Error('the console is not built: npm run build')
  const product = await serveProduct('--sample')
  const page = join(folder, 'blank.html')
  writeFileSync(page, '<!doctype html><title>Blank</title><p>Blank')
  const bare = await startServer(bareServers, 'http', page, 'text/html; charset=utf-8')
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs })
  try {
    const samples = await interleave(
      {
        ours: () => firstPaint(browser, `${product.url}/`),
        limit: () => firstPaint(browser, bare.url),
      },
      { rounds: quick ? 6 : 25, warmUp: 2 },
    )
    const [ours, limit] = [median(samples.ours), median(samples.limit)]
    return [
      {
        name: 'first contentful paint of the console',
        ours: ms(ours),
        limit: ms(limit),
        ratio: ours / limit,
        aim: { atMost: 2 },
        notes: [
          'the limit is an HTML page of one word from bare node:http; headless, a fresh context with an empty cache each time',
        ],
        numbers: { ours, limit },
      },
    ]
  } finally {
    await browser.close()
    await bare.stop()
    await product.stop()
  }
}

async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto(url)
    return await page.evaluate<number>(paintTime)
  } finally {
    await context.close()
  }
}

/** For the page, as text: its PerformanceObserver is not the one that Node's types know. */
const paintTime = `new Promise((resolve) =>
  new PerformanceObserver((list) => {
    const paint = list.getEntries().find((entry) => entry.name === 'first-contentful-paint')
    if (paint) resolve(paint.startTime)
  }).observe({ type: 'paint', buffered: true }))`
