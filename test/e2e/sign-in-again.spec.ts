import type { BrowserContext, Page, Route } from '@playwright/test'
import { problems } from '../../shared/contract/problem.ts'
import { dialog, Others, reasonField, typedField } from './support/decisions.ts'
import { expect, joinTeam, live, openConnections, test } from './support/team.ts'

type Refusal = { code: keyof typeof problems; detail: string; [field: string]: unknown }

/** Says for once what the server says when the sign-in is not good enough: it decides nothing. */
async function refuse(route: Route, { code, ...said }: Refusal): Promise<void> {
  const [status, title] = problems[code]
  const body = { type: `urn:countersign:problem:${code}`, title, status, code, ...said }
  await route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify(body) })
}

/** The keys under which approvals go out; the one after `good` of them is refused. */
async function refuseOnce(page: Page, good: number, refusal: Refusal): Promise<(string | undefined)[]> {
  const keys: (string | undefined)[] = []
  await page.route('**/approve', async (route) => {
    keys.push(route.request().headers()['idempotency-key'])
    if (keys.length === good + 1) await refuse(route, refusal)
    else await route.continue()
  })
  return keys
}

/** What a person does in the system's browser, which here is another page of the same one. */
async function signInAgain(context: BrowserContext, page: Page, person: string): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Sign in again' }).press('Enter')
  const [browser] = await Promise.all([
    context.waitForEvent('page'),
    dialog(page).getByRole('link', { name: 'Open it by hand' }).press('Enter'),
  ])
  await browser.getByRole('button', { name: person }).click()
  await browser.waitForLoadState()
  await browser.close()
}

test.beforeEach(async ({ page, console, context, team }) => {
  await openConnections(page, console)
  await joinTeam(page, context, team, 'Ada')
})

test('a tier 3 on a team’s server asks for a fresh sign-in, which the console of this machine makes', async ({
  page,
  console,
  context,
  team,
}) => {
  const others = new Others(team.url)
  const operator = await team.key('operator')
  const action = await others.propose(
    { type: 'rollback_deploy', target_ref: 'checkout-agent@4f2c9e1' },
    { key: operator },
  )
  const auth_time = new Date(Date.now() - 3_600_000).toISOString()
  const keys = await refuseOnce(page, 0, { code: 'step_up_required', detail: 'Too old.', max_age: 300, auth_time })
  await page.goto(console.at(`/deployments?open=${action.id}`))
  await page
    .getByRole('complementary', { name: 'Details' })
    .getByRole('button', { name: /^Approve/ })
    .click()
  await typedField(page).pressSequentially('checkout')
  await reasonField(page).fill('Refund loop confirmed')
  const does = dialog(page).getByRole('button', { name: 'Approve rollback of checkout-agent' })
  await does.click()
  await expect(dialog(page).getByRole('alert')).toContainText(/You signed in .* 1h ago, .* not older than 5 minutes/)
  await expect(live(page), 'nobody is signed out').toContainText('live')

  // Given up, and begun once more.
  const button = dialog(page).getByRole('button', { name: /^(Sign in again|Stop waiting)$/ })
  await button.press('Enter')
  await expect(dialog(page)).toContainText('No browser could be opened from here')
  await button.press('Enter')
  await expect(button).toHaveText('Sign in again')
  await signInAgain(context, page, 'Ada')
  await expect(dialog(page)).toContainText('Signed in as Ada')
  await expect(typedField(page)).toHaveValue('checkout')
  await expect(reasonField(page)).toHaveValue('Refund loop confirmed')
  await expect(does).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeHidden()
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('1 of 2 approvals')
  expect(keys).toEqual([keys[0], keys[0]])
})

test('a sign-in to a team’s server that ends in the middle of many, and another that goes on', async ({
  page,
  console,
  context,
  team,
}) => {
  const others = new Others(team.url)
  const operator = await team.key('operator')
  for (const target_ref of ['one', 'two', 'three'])
    await others.propose({ type: 'throttle', target_ref }, { key: operator })
  const keys = await refuseOnce(page, 1, { code: 'credential_expired', detail: 'Your sign-in could not be renewed.' })
  await page.goto(console.at('/deployments'))
  await expect(page.getByRole('row').nth(3)).toBeVisible()
  for (const row of [1, 2, 3]) await page.getByRole('row').nth(row).getByRole('checkbox').click()
  await page.getByRole('button', { name: 'Approve 3…' }).click()
  await dialog(page).getByRole('button', { name: 'Approve 3 actions' }).click()
  await expect(dialog(page).getByRole('alert')).toContainText(
    'Your sign-in could not be renewed. It stopped there: 1 of 3',
  )
  const goOn = dialog(page).getByRole('button', { name: 'Go on with the other 2' })
  await expect(goOn).toHaveAccessibleDescription(/signed out of Acme/)
  await signInAgain(context, page, 'Ada')
  await expect(goOn).toBeFocused()
  await expect(goOn).toBeEnabled()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toContainText('3 approved of 3')
  expect(keys).toHaveLength(4)
  expect(keys[2]).toBe(keys[1])
  expect(new Set(keys).size).toBe(3)
})
