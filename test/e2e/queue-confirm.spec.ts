import {
  actAs,
  dialog,
  drawer,
  expect,
  openAction,
  press,
  reasonField,
  test,
  toast,
  typedField,
} from './support/decisions.ts'

const approve = /^Approve rollback of checkout-agent$/

test('two people approve a rollback by typing, and the proof of it holds', async ({ page, server, others }) => {
  const action = await others.rollback()
  await openAction(page, server, action)
  await actAs(page, 'approver')
  await press(page, /^Approve/)
  await expect(dialog(page).getByRole('heading')).toHaveText('Approve the rollback of checkout-agent')
  for (const words of [
    'Sample data',
    'checkout-agent@4f2c9e1 → 77ab03d',
    'cannot be undone',
    'Canary drift',
    'nobody yet',
    'first of 2',
  ])
    await expect(dialog(page)).toContainText(words)
  await expect(dialog(page).getByRole('button', { name: /^Cancel/ })).toBeFocused()
  const button = dialog(page).getByRole('button', { name: approve })
  await typedField(page).pressSequentially('checkout')
  await expect(button).toHaveAccessibleDescription('Asleep until a reason is given')
  await reasonField(page).fill('Refund loop confirmed on three traces.')
  await button.click()
  await expect(toast(page, 'It waits for one more person.')).toBeVisible()
  await expect(drawer(page)).toContainText('1 of 2 approvals')
  await expect(drawer(page).getByRole('button', { name: /^Approve/ })).toHaveAccessibleDescription(/You approved it at/)

  await actAs(page, 'commander')
  await press(page, /^Approve/)
  await expect(dialog(page)).toContainText('Sample approver')
  await expect(dialog(page)).toContainText(/saw the same as you: sha256:[0-9a-f]{8}…/)
  await expect(dialog(page)).toContainText('last of 2 approvers, after Sample approver')
  await typedField(page).pressSequentially('checkout')
  await reasonField(page).fill('77ab03d was healthy for 6 h.')
  await dialog(page).getByRole('button', { name: approve }).click()
  await expect(drawer(page).getByRole('region', { name: 'Status' })).toContainText('Approved')
  await expect(drawer(page)).toContainText(/Ledger: 3 entries ·\s*proof holds/)
})

test('nothing but typing fills the field, and nothing but the button confirms', async ({
  page,
  server,
  others,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openAction(page, server, await others.rollback())
  await press(page, /^Approve/)
  await page.evaluate(() => navigator.clipboard.writeText('checkout'))
  await typedField(page).focus()
  await page.keyboard.press('Control+v')
  await expect(typedField(page)).toHaveValue('')
  await expect(dialog(page)).toContainText('Pasting is refused here')
  // What the menu's Paste, a middle click, a drop and a filled-in form do.
  for (const inputType of ['insertFromPaste', 'insertFromDrop', 'insertFromYank', 'insertReplacementText'])
    expect(
      await typedField(page).evaluate(
        (field, type) =>
          field.dispatchEvent(
            new InputEvent('beforeinput', { inputType: type, data: 'checkout', cancelable: true, bubbles: true }),
          ),
        inputType,
      ),
    ).toBe(false)
  for (const name of ['paste', 'drop'])
    expect(
      await typedField(page).evaluate(
        (field, type) => field.dispatchEvent(new Event(type, { cancelable: true, bubbles: true })),
        name,
      ),
    ).toBe(false)

  const button = dialog(page).getByRole('button', { name: approve })
  await typedField(page).pressSequentially('chexk')
  await expect(dialog(page)).toContainText('Not the same from character 4 on')
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await typedField(page).press('Control+a')
  await page.keyboard.type('checkout')
  await reasonField(page).fill('Because')
  await expect(button).toBeEnabled()
  let sent = 0
  page.on('request', (request) => request.method() === 'POST' && sent++)
  for (const keys of ['Enter', 'Control+Enter', 'Meta+Enter']) {
    await typedField(page).press(keys)
    await reasonField(page).press(keys)
  }
  await expect(dialog(page)).toBeVisible()
  expect(sent).toBe(0)
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(drawer(page)).toBeVisible()
  await expect(drawer(page).getByRole('button', { name: /^Approve/ })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(drawer(page)).toBeHidden()
})

test('the button is never where the pointer is when the dialog opens', async ({ page, server, others }) => {
  await openAction(page, server, await others.rollback())
  await press(page, /^Approve/)
  const { x, y, width, height } = (await dialog(page).getByRole('button', { name: approve }).boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0,
  }
  await page.keyboard.press('Escape')
  await page.mouse.move(x + width / 2, y + height / 2)
  await drawer(page)
    .getByRole('button', { name: /^Approve/ })
    .focus()
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toBeVisible()
  const box = (await dialog(page).getByRole('button', { name: approve }).boundingBox()) ?? {
    x: 0,
    y: 0,
    width: 0,
    height: 0,
  }
  const under =
    x + width / 2 > box.x &&
    x + width / 2 < box.x + box.width &&
    y + height / 2 > box.y &&
    y + height / 2 < box.y + box.height
  expect(under).toBe(false)
})

test('glass is broken by a commander alone, and somebody else closes the review', async ({ page, server, others }) => {
  await openAction(page, server, await others.rollback())
  await press(page, /^Break glass/)
  await expect(dialog(page)).toContainText('You go past the rule of two people')
  await expect(dialog(page)).toContainText('stays red')
  await typedField(page).pressSequentially('checkout')
  await reasonField(page).fill('Nobody answers; refunds go out.')
  await dialog(page)
    .getByRole('button', { name: /^Break glass for rollback/ })
    .click()
  const status = drawer(page).getByRole('region', { name: 'Status' })
  await expect(status).toContainText('Glass was broken: its review is open')
  await expect(status).toContainText('Nobody answers; refunds go out.')
  await expect(drawer(page).getByRole('button', { name: /^Close review/ })).toHaveAccessibleDescription(
    /a second person/,
  )

  await actAs(page, 'approver')
  await press(page, /^Close review/)
  await expect(dialog(page)).toContainText('Nobody answers; refunds go out.')
  await dialog(page)
    .getByLabel(/^What the review found/)
    .fill('It was right.')
  await dialog(page).getByRole('button', { name: 'Close the review' }).click()
  await expect(status).toContainText('it was reviewed')
  await expect(status).toContainText('It was right.')
})
