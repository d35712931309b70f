import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CDPSession, chromium, type Page } from '@playwright/test'
import Database from 'better-sqlite3'
import { databaseFile } from '../../main/store/open.ts'
import { chromiumArgs, chromiumPath } from '../support/chromium.ts'
import { fillQueue } from '../support/fill-queue.ts'
import { queueRow } from '../support/queue-rows.ts'
import { bareServers } from './list.ts'
import { interleave, type Measurement, median, ms, percentile } from './measure.ts'
import { serveProduct, startServer } from './served.ts'

const count = 100_000
const rowHeight = 36
const size = { width: 1440, height: 900 }

/** The queue of 100,000 rows under the wheel, against an empty box as high as that, in the same Chromium. */
export const measureScroll: Measurement = async ({ folder, quick }) => {
  if (!existsSync('out/renderer/index.html')) throw new Error('the console is not built: npm run build')
  const dataDir = join(folder, 'scroll')
  mkdirSync(dataDir)
  const product = await serveProduct('--sample', '--data', dataDir)
  await lengthen(databaseFile(dataDir))
  const file = join(folder, 'scroller.html')
  writeFileSync(file, emptyScroller)
  const bare = await startServer(bareServers, 'http', file, 'text/html; charset=utf-8')
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: chromiumArgs })
  try {
    const context = await browser.newContext({ viewport: size })
    const ours = await openPage(await context.newPage(), `${product.url}/#/deployments`, '.queue .ag-grid-viewport')
    await ours.page.locator('.queue [role="row"][row-index="5"]').waitFor()
    const empty = await openPage(await context.newPage(), bare.url, '.scroller')
    const samples = await interleave(
      { ours: () => scroll(ours), limit: () => scroll(empty) },
      { rounds: quick ? 3 : 12 },
    )
    const [p95, limit] = [median(samples.ours), median(samples.limit)]
    return [
      {
        name: `scrolling ${count.toLocaleString('en')} rows, p95 frame`,
        ours: ms(p95),
        limit: ms(limit),
        ratio: p95 / limit,
        aim: { atMost: 1.25 },
        notes: [
          `the limit is an empty box of the same height; each turn is 3 s of the wheel at 3,000 pixels a second from a place that was not read yet, the sample is its 95th percentile of the time between frames, and these are medians of them`,
        ],
        numbers: { ours: p95, limit },
      },
    ]
  } finally {
    await browser.close()
    await bare.stop()
    await product.stop()
  }
}

const emptyScroller = `<!doctype html><title>Empty</title>
<div class="scroller" style="height:${size.height - 20}px;overflow:auto"><div style="height:${count * rowHeight}px"></div></div>`

/** Straight into the sample's own file, while it is served. */
async function lengthen(database: string): Promise<void> {
  const db = new Database(database, { readonly: true })
  const who = db.prepare<[], { id: string; digest: string }>(
    'select proposed_by as id, proposed_by_digest as digest from action limit 1',
  )
  const operator = who.get()
  db.close()
  if (!operator) throw new Error('the sample has no action')
  const queue = { count, who: operator, workspace: 'sample', now: Date.now() }
  await fillQueue({ database, count, row: (i) => queueRow(i, queue) })
}

type Scroller = { page: Page; session: CDPSession; box: string; x: number; y: number }

async function openPage(page: Page, url: string, box: string): Promise<Scroller> {
  await page.goto(url)
  const place = await page.locator(box).boundingBox()
  if (!place) throw new Error(`${url} shows no ${box}`)
  const session = await page.context().newCDPSession(page)
  return { page, session, box, x: place.x + place.width / 2, y: place.y + place.height / 2 }
}

async function scroll({ page, session, box, x, y }: Scroller): Promise<number> {
  await page.bringToFront()
  const from = Math.floor(Math.random() * (count - 2_000)) * rowHeight
  await page.locator(box).evaluate((element, top) => element.scrollTo(0, top), from)
  await page.waitForTimeout(500)
  await page.evaluate(watchFrames)
  const gesture = { x, y, yDistance: -9_000, speed: 3_000, gestureSourceType: 'mouse' as const }
  await session.send('Input.synthesizeScrollGesture', gesture)
  const frames = await page.evaluate<number[]>('window.stopFrames()')
  const moved = (await page.locator(box).evaluate((element) => element.scrollTop)) - from
  if (moved < 4_000) throw new Error(`the wheel moved it by ${moved} pixels only`)
  return percentile(frames, 0.95)
}

/** For the page, as text: Node's types know no animation frames. */
const watchFrames = `{
  const frames = []
  let last, on = true
  const tick = (now) => {
    if (last !== undefined) frames.push(now - last)
    last = now
    if (on) requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
  window.stopFrames = () => { on = false; return frames }
}`
