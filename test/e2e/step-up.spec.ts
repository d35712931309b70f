import AxeBuilder from '@axe-core/playwright'
import { staff } from '../support/openid.ts'
import { useTheme } from './support/console.ts'
import { dialog, drawer, expect, typedField } from './support/decisions.ts'
import { signInWith, test, withoutRefusals } from './support/signed-team.ts'

const target = 'checkout-agent@4f2c9e1'
const does = 'Approve rollback of checkout-agent'

for (const theme of ['dark', 'light'] as const)
  test(`an hour after the sign-in a tier 3 takes another, by keyboard alone, and nothing typed is lost: ${theme}`, async ({
    page,
    team,
    complaints,
  }) => {
    await useTheme(page, theme)
    const { id } = await team.propose('rollback_deploy', target)
    await signInWith(page, team, await team.tokenOf(staff.approver, 3600), `/deployments?open=${id}`)
    await expect(drawer(page).getByRole('region', { name: 'Status' })).toBeVisible()
    await page.keyboard.press('a')
    await expect(dialog(page).getByRole('button', { name: /^Cancel/ })).toBeFocused()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.type('Refund loop confirmed')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.type('checkout')
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Tab')
    await expect(dialog(page).getByRole('button', { name: does })).toBeFocused()
    await page.keyboard.press('Enter')

    const note = dialog(page).getByRole('alert')
    await expect(note).toContainText('A fresh sign-in is needed')
    await expect(note).toContainText(/You signed in \d{4}-\d\d-\d\d \d\d:\d\d:\d\d 1h ago/)
    await expect(note).toContainText('not older than 5 minutes')
    await expect(typedField(page)).toHaveValue('checkout')
    expect((await team.read(id)).approvals).toEqual([])
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.screenshot({ path: `test-results/screens/step-up-asked-${theme}.png`, animations: 'disabled' })

    // From the button that was pressed, back over Cancel and the note's own button to its field.
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Shift+Tab')
    await expect(dialog(page).getByLabel('A new API key or signed token')).toBeFocused()
    await page.keyboard.insertText(await team.tokenOf(staff.approver))
    await page.keyboard.down('Enter')
    await expect(dialog(page)).toContainText('Signed in as Grace')
    await expect(typedField(page)).toHaveValue('checkout')
    await expect(dialog(page).getByLabel(/^Why/)).toHaveValue('Refund loop confirmed')
    await expect(dialog(page).getByRole('button', { name: does })).toBeFocused()
    // The key is still down, and repeats: that presses nothing.
    await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    await expect(dialog(page)).toContainText('One press of the button sends it')
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
    await page.screenshot({ path: `test-results/screens/step-up-signed-in-${theme}.png`, animations: 'disabled' })
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toBeHidden()
    await expect(drawer(page)).toContainText('1 of 2 approvals')
    expect((await team.read(id)).approvals).toMatchObject([{ note: 'Refund loop confirmed' }])
    expect(withoutRefusals(complaints)).toEqual([])
  })
