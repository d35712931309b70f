import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Deploy, DeployDiff, Surface } from '../../../renderer/deploys-api.ts'
import { test as base, live } from './console.ts'
import { expect } from './decisions.ts'
import type { Program } from './program.ts'

export { dialog, expect, typedField } from './decisions.ts'

/** What others do meanwhile at the surfaces, over the same API; and in the repository, by git itself. */
export class Deploys {
  readonly url: string
  readonly dataDir: string
  constructor(url: string, dataDir: string) {
    this.url = url
    this.dataDir = dataDir
  }

  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const headers = { 'content-type': 'application/json', 'x-countersign-sample-actor': 'commander' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${this.url}/api/v1${path}`, { method, headers, ...sent })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  surface = (id: string) => this.ask<Surface>('GET', `/surfaces/${id}`)
  diff = (id: string) => this.ask<DeployDiff>('GET', `/surfaces/${id}/diff`)
  lock = (id: string, reason: string) => this.ask<Surface>('POST', `/surfaces/${id}/lock`, { reason })
  list = async (query: string) => (await this.ask<{ items: Deploy[] }>('GET', `/deploys?${query}`)).items
  async begin(id: string, path: Deploy['path'] = 'local'): Promise<Deploy> {
    const { preview_id, phrase } = await this.diff(id)
    return this.ask('POST', '/deploys', { surface: id, path, preview_id, phrase })
  }

  /** The repository from which the sample's service is deployed. */
  git(args: readonly string[], input?: string): string {
    const dir = join(this.dataDir, 'sample-repositories', 'sample-service.git')
    const who = ['-c', 'user.name=Jonas Lind', '-c', 'user.email=jonas@sample.invalid']
    return execFileSync('git', ['-C', dir, ...who, ...args], { input, encoding: 'utf8', stdio: 'pipe' }).trim()
  }

  /** Somebody pushes one more commit. */
  push(subject: string): string {
    const sha = this.git(['commit-tree', 'main^{tree}', '-p', 'main', '-m', subject])
    this.git(['update-ref', 'refs/heads/main', sha])
    return sha
  }
}

type Fixtures = { server: Program; deploys: Deploys }

/** A sample of the test's own: deploys are real there, to a real repository and a service that answers. */
export const test = base.extend<Fixtures>({
  server: async ({ dataDir, launch }, use) => {
    await use(await launch(['serve', '--sample', '--port', '0', '--data', dataDir]))
  },
  deploys: async ({ server, dataDir }, use) => {
    await use(new Deploys(server.url, dataDir))
  },
  /** What the browser says by itself of an answer that is a refusal is no complaint of the page's. */
  complaints: async ({ page }, use) => {
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      const isRefusal = /status of (403|404|409|422)/.test(message.text())
      if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text())
    })
    await use(complaints)
    expect(complaints).toEqual([])
  },
})

export const files = (page: Page): Locator =>
  page.getByRole('region', { name: 'Files that change' }).getByRole('button')
export const logOf = (page: Page): Locator => page.getByRole('region', { name: 'Log', exact: true })
export const steps = (page: Page): Locator => page.getByRole('list', { name: 'Steps of the gate' })

export async function openPreview(page: Page, server: Program, query: string): Promise<void> {
  await page.goto(`${server.url}/#/deploys?make=${query}`)
  await expect(live(page)).toContainText('live')
  await expect(page.getByRole('heading', { name: /^\d[\d,]* files?/ })).toBeVisible()
}

export async function openDeploy(page: Page, server: Program, id: string): Promise<void> {
  await page.goto(`${server.url}/#/deploys/${id}`)
  await expect(live(page)).toContainText('live')
  await expect(steps(page)).toBeVisible()
}

/** By keyboard alone: Tab until it is there. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible()
  for (let presses = 0; presses < 12; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('twelve presses of Tab do not lead there')
}

export async function holdKey(page: Page, key: string, until: Locator): Promise<void> {
  await page.keyboard.down(key)
  await expect(until).toBeVisible()
  await page.keyboard.up(key)
}
