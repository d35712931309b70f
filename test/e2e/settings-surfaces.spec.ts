import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { test as base, expect as baseExpect } from './support/console.ts'
import { type Program, runProgram } from './support/program.ts'

// Each test has a server of its own; on two cores what it waits for may take its time.
const expect = baseExpect.configure({ timeout: 15_000 })
type Team = Program & { come(role: 'admin' | 'viewer'): Promise<void> }

const test = base.extend<{ team: Team; health: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
  health: async ({}, use) => {
    const server = createServer((_, response) => response.writeHead(200).end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/health`)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  },
  team: async ({ dataDir, launch, page }, use) => {
    // The workspace that the server has for its own: what the machine's file defines is there, and nowhere else.
    const key = (role: string) =>
      runProgram(['keys', 'create', '--data', dataDir, '--workspace', 'default', '--name', role, '--role', role])
    const keys = { admin: await key('admin'), viewer: await key('viewer') }
    const config = join(dataDir, 'config.json')
    writeFileSync(config, JSON.stringify({ gate: { local_by_api: false } }))
    const program = await launch(['serve', '--port', '0', '--data', dataDir, '--config', config])
    await use({
      ...program,
      async come(role) {
        await page.goto(`${program.url}/#/settings/surfaces`)
        await page.getByLabel('API key').fill(keys[role])
        await page.getByRole('button', { name: 'Sign in' }).click()
        await expect(page.getByRole('heading', { name: 'Surfaces', level: 2 })).toBeVisible()
      },
    })
  },
})

/** The browser reports the 401 by which it is asked to sign in, and the refusals; nothing else may be said. */
test.afterEach(({ complaints }) => {
  const kept = complaints.splice(0).filter((text) => !/status of (401|403|409|422)/.test(text))
  expect(kept).toEqual([])
})

const list = (page: Page) => page.getByRole('list', { name: 'Surfaces' })

test('a surface is defined, refused field by field, its secret kept and never seen, tested and changed', async ({
  page,
  team,
  health,
}) => {
  await team.come('admin')
  await expect(page.getByRole('heading', { name: 'There is nothing to deploy yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Add a surface' }).click()
  const form = page.getByRole('form', { name: 'Add the surface' })
  const save = form.getByRole('button', { name: 'Add the surface' })
  await expect(save).toHaveAttribute('aria-description', 'Asleep until it has an id')
  await page.keyboard.type('console')
  await form.getByLabel('Name: what people call it').fill('Console')
  await form.getByLabel('What its host calls it').fill('raxx-console-prod')
  await form.getByLabel('Repository: an address that git can fetch').fill('/srv/secret/folder')
  await form.getByLabel('Attempts').fill('five')
  await form.getByLabel('Address that answers 200').fill(health)
  await save.click()
  await expect(form.getByLabel('Attempts')).toHaveAttribute('aria-invalid', 'true')
  await form.getByLabel('Attempts').fill('3')
  await save.click()
  // A folder of the server is none that the API may name.
  await expect(form.getByRole('alert')).toContainText('keeps its folders out of the API')
  await form.getByLabel('Repository: an address that git can fetch').fill('https://127.0.0.1:9/console.git')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
  await save.click()
  const row = list(page).getByRole('listitem').filter({ hasText: 'raxx-console-prod' })
  await expect(row).toContainText('1 secret missing')
  await expect(row).toContainText('Production')

  await row.getByRole('button', { name: 'Secrets of Console' }).click()
  await expect(row).toContainText(/HEROKU_API_KEY.*missing/)
  await row.getByLabel('Keep it in the secret store').fill('hush-hush-hush')
  await row.getByRole('button', { name: /^Keep it/ }).click()
  await expect(row).toContainText('in the secret store')
  await expect(row.getByLabel('Another one in its place')).toHaveValue('')
  expect(await page.content()).not.toContain('hush-hush')

  await row.getByRole('button', { name: /^Test connection/ }).click()
  await expect(row.getByRole('status')).toContainText('Not everything can be reached')
  await expect(row.getByRole('status')).toContainText(/health.*answered 200/)
  await expect(row.getByRole('status')).toContainText('repository')
  expect(await page.content()).not.toContain('hush-hush')
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])

  await row.getByRole('button', { name: 'Edit Console' }).click()
  const edit = page.getByRole('form', { name: 'Save the surface' })
  await expect(edit.getByLabel('Attempts')).toHaveValue('3')
  await edit.getByLabel('Name: what people call it').fill('Console of Raxx')
  await edit.getByRole('button', { name: 'Save the surface' }).click()
  await expect(list(page)).toContainText('Console of Raxx')
})

test('what the machine’s file defines is read only, its faults are told, and its example can be copied', async ({
  page,
  team,
  dataDir,
}) => {
  const surface = {
    id: 'mailer',
    name: 'Mailer',
    app: 'mailer-prod',
    host: 'command',
    repository: '/srv/mailer.git',
    paths: { local: {} },
    settings: { running: ['/bin/true'], deploy: [['/bin/true']], rollback: [['/bin/true']] },
  }
  const broken = { ...surface, id: 'broken', host: 'nowhere' }
  writeFileSync(join(dataDir, 'surfaces.json'), JSON.stringify({ surfaces: [surface, broken] }), { mode: 0o600 })
  await team.come('admin')
  const row = list(page).getByRole('listitem').filter({ hasText: 'Mailer' })
  await expect(row).toContainText('read only')
  await expect(row.getByRole('button', { name: 'Edit Mailer' })).toHaveAttribute('aria-description', /commands is code/)
  await expect(page.getByRole('alert')).toContainText(/surfaces\.json.*broken/)
  await expect(page.getByRole('region', { name: 'Example of surfaces.json' })).toContainText('"host": "terraform"')
  await page.getByRole('link', { name: 'Mailer' }).click()
  await expect(page.getByRole('alert')).toContainText('Something about these surfaces has to be looked at')
})

test('who may not change settings sees them, and is told why the controls sleep', async ({ page, team }) => {
  await team.come('viewer')
  await expect(page.getByText('Changing or testing one needs the permission settings.manage')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add a surface' })).toHaveAttribute(
    'aria-description',
    /settings\.manage/,
  )
  const forge = page.getByRole('list', { name: 'Forges' })
  await expect(forge).toContainText(/api\.github\.com.*none is kept/)
  await expect(forge.getByRole('button', { name: /^Keep it/ })).toHaveAttribute('aria-description', /deploys\.run/)
})
