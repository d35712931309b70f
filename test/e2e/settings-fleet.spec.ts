import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Evaluation } from '../../renderer/fleet-api.ts'
import { test as base, useTheme } from './support/console.ts'
import { dialog, expect } from './support/decisions.ts'
import { type Program, runProgram } from './support/program.ts'
import { spansOf, type Told } from './support/spans.ts'

type Role = 'admin' | 'viewer'
type Team = Program & {
  come(role: Role): Promise<void>
  /** As an agent does. */
  report(...traces: Told[]): Promise<void>
  read<A>(path: string): Promise<A>
  post<A>(path: string, body: object): Promise<A>
}

const test = base.extend<{ team: Team }>({
  team: async ({ dataDir, launch, page }, use) => {
    const key = (role: string) =>
      runProgram(['keys', 'create', '--data', dataDir, '--workspace', 'default', '--name', role, '--role', role])
    const keys = { admin: await key('admin'), viewer: await key('viewer'), runner: await key('runner') }
    const program = await launch(['serve', '--port', '0', '--data', dataDir])
    const ask = async (path: string, who: keyof typeof keys, body?: object): Promise<Response> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${keys[who]}` }
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
      const response = await fetch(`${program.url}${path}`, { headers, ...init })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
      return response
    }
    await use({
      ...program,
      async come(role) {
        await page.goto(`${program.url}/#/settings/fleet`)
        await page.getByLabel('API key').fill(keys[role])
        await page.getByRole('button', { name: 'Sign in' }).click()
        await expect(page.getByRole('heading', { name: 'Rules', level: 2 })).toBeVisible()
      },
      report: async (...traces) => void (await ask('/v1/traces', 'runner', spansOf(...traces))),
      read: async <A>(path: string) => (await (await ask(path, 'admin')).json()) as A,
      post: async <A>(path: string, body: object) => (await (await ask(path, 'admin', body)).json()) as A,
    })
  },
})

/** The browser reports the 401 by which it is asked to sign in, and what is refused; nothing else may be said. */
test.afterEach(({ complaints }) => {
  expect(complaints.splice(0).filter((text) => !/status of (401|403|412|422)/.test(text))).toEqual([])
})

const prices = (page: Page) => page.getByRole('table', { name: 'Prices' })
const rules = (page: Page) => page.getByRole('list', { name: 'Rules' })

test('prices are added for what has none, edited and removed, and what is wrong is said beside its field', async ({
  page,
  team,
}) => {
  await team.report({ trace: 1, model: 'house-model-7b', seconds: 2 })
  await team.come('admin')
  await page.getByRole('button', { name: 'Price of house-model-7b' }).click()
  await expect(page.getByLabel('Model, or the beginning')).toHaveValue('house-model-7b')
  await page.getByLabel('Input, $').fill('-1')
  await page.getByRole('button', { name: 'Save the price' }).click()
  await expect(prices(page)).toContainText('A number from 0 to 100,000.')
  await page.getByLabel('Input, $').fill('0.05')
  await page.getByLabel('Output, $').fill('0.4')
  await page.getByLabel('Output, $').press('Enter')
  await expect(prices(page).getByRole('row', { name: /^house-model-7b/ })).toContainText('$0.05')
  await expect(page.getByRole('button', { name: 'Edit the price of house-model-7b' })).toBeFocused()
  await expect(page.getByRole('button', { name: 'Price of house-model-7b', exact: true })).toHaveCount(0)

  await page.keyboard.press('Enter')
  await page.getByLabel('Output, $').fill('0.8')
  await page.getByLabel('Output, $').press('Enter')
  await expect(prices(page).getByRole('row', { name: /^house-model-7b/ })).toContainText('$0.80')
  await page.getByRole('button', { name: 'Remove the price of house-model-7b' }).click()
  await expect(dialog(page)).toContainText('is not known from then on')
  await dialog(page).getByRole('button', { name: 'Remove the price of house-model-7b' }).click()
  await expect(prices(page)).not.toContainText('house-model-7b')
  const kept = await team.read<{ prices: { model: string }[] }>('/api/v1/fleet/settings')
  expect(kept.prices.map(({ model }) => model)).not.toContain('house-model-7b')
})

test('a rule is written, tried on real traces, judges, explains itself and is removed', async ({ page, team }) => {
  await team.report({ trace: 1, seconds: 2 }, { trace: 2, seconds: 90 })
  await team.come('admin')
  await expect(page.getByRole('heading', { name: 'No rule yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const form = page.getByRole('form', { name: 'Add the rule' })
  await form.getByRole('button', { name: 'Add the rule' }).click()
  await expect(form).toContainText('A name of up to 120 characters')
  await expect(form.getByText('A number is needed.')).toHaveCount(2)
  await form.getByLabel('Name', { exact: true }).fill('Too slow')
  await form.getByLabel('Amber from').fill('60000')
  await form.getByLabel('Red from').fill('30000')
  await expect(form).toContainText('Red lies beyond amber.')
  await form.getByLabel('Amber from').fill('10000')
  await form.getByLabel('Usual').fill('2000')
  await form.getByLabel('Frameworks that it stands for').fill('SOC 2, EU AI Act')
  await form.getByRole('button', { name: 'Try it' }).click()
  await expect(form).toContainText('Of the last 2 traces: 1 green, 0 amber, 1 red. Nothing of this is kept.')
  await form.getByRole('button', { name: 'Add the rule' }).click()
  await expect(rules(page)).toContainText('Duration: amber from 10 s, red from 30 s upwards')
  await expect(rules(page)).toContainText('SOC 2')

  await team.report({ trace: 3, seconds: 95 })
  const found = async () =>
    (await team.read<{ items: Evaluation[] }>('/api/v1/fleet/violations')).items.filter(
      ({ rule }) => rule === 'Too slow',
    )
  await expect.poll(async () => (await found()).length, { timeout: 60_000 }).toBe(1)
  const [violation] = await found()
  const { id } = await team.post<{ id: string }>('/api/v1/chat/sessions', { title: 'Why' })
  const tiles = [{ kind: 'rule_violation', id: 'v', data: { violation } }]
  await team.post(`/api/v1/chat/sessions/${id}/messages`, { role: 'assistant', content: 'This one.', tiles })
  await page.goto(`${team.url}/#/assistant?session=${id}`)
  const tile = page.getByRole('article', { name: 'Latest violation' })
  await expect(tile).toContainText('Too slow')
  await expect(tile).toContainText('raised it')
  await expect(tile).toContainText('From 0 with the usual values to 1 with those of this trace.')
  await tile.getByRole('button', { name: 'Explain in plain words with your model' }).click()
  await expect(tile.getByRole('alert')).toContainText('No provider key is configured')
  await expect(tile.getByRole('link', { name: 'Add a key' })).toHaveAttribute('href', '#/settings/ai-assistant')

  await page.goto(`${team.url}/#/settings/fleet`)
  await page.getByRole('button', { name: 'Remove the rule Too slow' }).click()
  await expect(dialog(page)).toContainText('Its verdicts until now stay')
  await dialog(page).getByRole('button', { name: 'Remove Too slow' }).click()
  await expect(page.getByRole('heading', { name: 'No rule yet' })).toBeVisible()
})

test('a rule that is begun and left stands there again, until it is saved or given up', async ({ page, team }) => {
  await team.come('admin')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const adding = page.getByRole('form', { name: 'Add the rule' })
  await adding.getByLabel('Name', { exact: true }).fill('Too slow')
  await adding.getByLabel('Amber from').fill('10000')
  const leave = async () => {
    await page.evaluate(() => {
      location.hash = '#/incidents'
    })
    await expect(page.getByRole('heading', { name: 'Rules', level: 2 })).toHaveCount(0)
    await page.evaluate(() => {
      location.hash = '#/settings/fleet'
    })
    await expect(page.getByRole('heading', { name: 'Rules', level: 2 })).toBeVisible()
  }
  await leave()
  await expect(adding).toContainText('What you wrote before is still here')
  await expect(adding.getByLabel('Name', { exact: true })).toHaveValue('Too slow')
  await expect(adding.getByLabel('Amber from')).toHaveValue('10000')
  await adding.getByLabel('Red from').fill('30000')
  await adding.getByRole('button', { name: 'Add the rule' }).click()
  await expect(rules(page)).toContainText('Too slow')
  await expect(adding).toHaveCount(0)

  await page.getByRole('button', { name: 'Edit the rule Too slow' }).click()
  const saving = page.getByRole('form', { name: 'Save the rule' })
  await saving.getByLabel('Name', { exact: true }).fill('Much too slow')
  await leave()
  await expect(saving.getByLabel('Name', { exact: true })).toHaveValue('Much too slow')
  await saving.getByRole('button', { name: 'Cancel' }).click()
  await leave()
  await expect(rules(page)).toContainText('Too slow')
  await expect(saving).toHaveCount(0)
})

test('limits of the detector and how long telemetry is kept; what is lost is confirmed by typing', async ({
  page,
  team,
}) => {
  await team.come('admin')
  const detector = page.getByRole('form', { name: 'Detector' })
  await detector.getByLabel('The last minutes that are looked at').fill('4')
  await expect(detector).toContainText('Whole minutes, 5 to 120.')
  await detector.getByLabel('The last minutes that are looked at').fill('30')
  await detector.getByRole('button', { name: 'Save the detector’s limits' }).click()
  await expect(detector.getByRole('button', { name: 'Save the detector’s limits' })).toHaveAccessibleDescription(
    'Asleep until something is changed',
  )
  await page.getByLabel('Days to keep it').fill('7')
  await page.getByRole('button', { name: 'Keep telemetry for less time…' }).click()
  await dialog(page).getByLabel('Type how long').pressSequentially('7 days')
  await dialog(page).getByRole('button', { name: 'Keep telemetry for 7 days only' }).click()
  await expect(page.getByText('Telemetry is kept for 7 days from now on')).toBeVisible()
  const kept = await team.read<object>('/api/v1/fleet/settings')
  expect(kept).toMatchObject({ retention_days: 7, detector: { window_minutes: 30, least_runs: 10 } })
})

test('who may not change the settings sees them, and why', async ({ page, team }) => {
  await team.come('viewer')
  await expect(
    page.getByText(/You can see all of this\. Changing it needs the permission settings\.manage/),
  ).toBeVisible()
  await expect(page.getByText(`OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${team.url}/v1/traces`)).toBeVisible()
  for (const name of ['Add a price', 'Add a rule', 'Edit the price of gpt-5*', 'Save the detector’s limits'])
    await expect(page.getByRole('button', { name })).toHaveAccessibleDescription(/settings\.manage/)
})

for (const theme of ['dark', 'light'] as const)
  test(`looks as it should in the ${theme} theme`, async ({ page, team }) => {
    await useTheme(page, theme)
    await team.come('admin')
    await page.getByRole('button', { name: 'Add a rule' }).click()
    await page.getByRole('radio', { name: /Weighted sum/ }).click()
    await page.getByRole('button', { name: 'Add a part' }).click()
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    for (const [width, height] of [
      [1280, 800],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: `test-results/screens/settings-fleet-${theme}-${width}.png` })
    }
  })
