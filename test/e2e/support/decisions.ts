import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Action } from '../../../renderer/api.ts'
import type { SampleActor } from '../../../shared/domain/actor.ts'
import { test as base, expect as baseExpect, live } from './console.ts'
import { type Program, runProgram } from './program.ts'

export { live } from './console.ts'

// Each test has a server of its own beside the browser; on two cores what it waits for may take its time.
export const expect = baseExpect.configure({ timeout: 15_000 })

type Wanted = {
  type: string
  target_ref: string
  reason?: string
  mode?: string
  payload?: object
  ttl_seconds?: number
}
type Asked = { as?: SampleActor; key?: string }

/** What others do meanwhile, over the same API. */
export class Others {
  readonly url: string
  constructor(url: string) {
    this.url = url
  }

  async post(path: string, body: object, { as, key }: Asked = {}): Promise<Action> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (as !== undefined) headers['x-countersign-sample-actor'] = as
    if (key !== undefined) headers.authorization = `Bearer ${key}`
    const url = `${this.url}/api/v1/deployments/actions${path}`
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Action
  }

  propose(wanted: Wanted, asked: Asked = { as: 'operator' }): Promise<Action> {
    return this.post('', { reason: 'Canary drift: refunds 6.2× baseline since 14:02.', ...wanted }, asked)
  }

  rollback(ttl_seconds?: number): Promise<Action> {
    const payload = { from: '4f2c9e1', to: '77ab03d', window_minutes: 30 }
    const ttl = ttl_seconds === undefined ? {} : { ttl_seconds }
    return this.propose({ type: 'rollback_deploy', target_ref: 'checkout-agent@4f2c9e1', payload, ...ttl })
  }

  throttle(target_ref = 'sales-assistant'): Promise<Action> {
    return this.propose({ type: 'throttle', target_ref, reason: 'Cost spike: $41/h against $6/h budget' })
  }
}

type Fixtures = { server: Program; others: Others }

/** A sample of the test's own, and the others who work on it. */
export const test = base.extend<Fixtures>({
  server: async ({ dataDir, launch }, use) => {
    await use(await launch(['serve', '--sample', '--port', '0', '--data', dataDir]))
  },
  others: async ({ server }, use) => {
    await use(new Others(server.url))
  },
})

export const drawer = (page: Page): Locator => page.getByRole('complementary', { name: 'Details' })
export const dialog = (page: Page): Locator => page.getByRole('alertdialog')
export const typedField = (page: Page): Locator => dialog(page).getByLabel(/^Type the/)
export const reasonField = (page: Page): Locator => dialog(page).getByLabel(/^Why/)
export const toast = (page: Page, says: string | RegExp): Locator => page.getByText(says).first()

export async function openAction(page: Page, server: Program, { id }: Pick<Action, 'id'>): Promise<void> {
  await page.goto(`${server.url}/#/deployments?open=${id}`)
  await expect(live(page)).toContainText('live')
  await expect(drawer(page).getByRole('region', { name: 'Status' })).toBeVisible()
}

export async function actAs(page: Page, name: SampleActor): Promise<void> {
  await page.getByTestId('who').click()
  await page.getByRole('menuitemradio', { name: new RegExp(`^Sample ${name}`) }).click()
  await expect(page.getByTestId('who')).toContainText(`Sample ${name}`)
}

export const press = (page: Page, name: string | RegExp): Promise<void> =>
  drawer(page).getByRole('button', { name }).click()

/** A team's server under strict limits, with a commander who is signed in and others who propose. */
export async function startTeam(
  launch: (args: readonly string[]) => Promise<Program>,
  dataDir: string,
  perMinute: number,
) {
  const make = (role: string) =>
    runProgram(['keys', 'create', '--data', dataDir, '--workspace', 'acme', '--name', role, '--role', role])
  const commander = await make('incident_commander')
  const operators = [await make('operator'), await make('operator')]
  const config = join(dataDir, 'config.json')
  await writeFile(config, JSON.stringify({ limits: { transitions_per_minute: perMinute } }))
  const server = await launch(['serve', '--port', '0', '--data', dataDir, '--config', config])
  return { server, commander, operators }
}
