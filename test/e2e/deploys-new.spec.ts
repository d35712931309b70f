import {
  dialog,
  expect,
  files,
  holdKey,
  logOf,
  openPreview,
  steps,
  tabTo,
  test,
  typedField,
} from './support/new-deploys.ts'

const phrase = 'deploy sample-service to prod'

test('P1, P2, P4, P5, P6: by keyboard alone one sees what ships, types the phrase, watches it fail health, and rolls it back', async ({
  page,
  server,
  deploys,
}) => {
  test.slow()
  const before = await deploys.diff('sample-service')
  await openPreview(page, server, 'sample-service')
  await expect(page.getByText(/Production$/)).toBeVisible()
  await expect(page.getByRole('heading', { name: '3 commits would ship' })).toBeVisible()
  await expect(page.getByText('Jonas Lind').first()).toBeVisible()
  await page.keyboard.press('j')
  await expect(files(page).filter({ hasText: 'service.json' })).toBeFocused()
  await page.keyboard.press('Enter')
  const patch = page.getByRole('region', { name: 'What changes in service.json' })
  await expect(patch).toBeFocused()
  await expect(patch).toContainText('PRICE_LIST_URL')

  await page.keyboard.press('c')
  await expect(dialog(page)).toContainText('Production')
  await expect(dialog(page).getByRole('button', { name: /^Cancel/ })).toBeFocused()
  const deploy = dialog(page).getByRole('button', { name: 'Deploy 3 commits to sample-service' })
  await tabTo(page, typedField(page))
  await page.keyboard.type('deploy sample-service to Prod')
  await expect(deploy).toHaveAttribute('aria-disabled', 'true')
  // Enter in the field confirms nothing.
  for (const _ of 'Prod') await page.keyboard.press('Backspace')
  await page.keyboard.type('prod')
  await page.keyboard.press('Enter')
  await expect(deploy).toHaveAttribute('aria-disabled', 'false')
  await expect(dialog(page)).toBeVisible()
  await tabTo(page, deploy)
  await page.keyboard.press('Enter')

  await expect(steps(page)).toContainText('Health check')
  await expect(page.getByRole('heading', { name: 'sample-service was deployed, and is not well' })).toBeVisible()
  await expect(logOf(page)).toContainText('Probe 5 of 5: not well, 503')
  await expect(page.getByRole('table').getByRole('row')).toHaveCount(6)

  // Back to what ran before, and not one further: at once, not only when the host was asked again.
  const target = new RegExp(`to v6 \\(${before.from_sha?.slice(0, 7)}\\)`)
  const hold = page.getByRole('button', { name: /roll back sample-service to/i })
  await expect(hold).not.toHaveAccessibleName(/stop the deploy/)
  expect(await hold.textContent()).toMatch(target)
  await holdKey(page, 'b', page.getByText('Rollback of Sample service'))
  await expect(page.getByRole('heading', { name: 'sample-service was rolled back' })).toBeVisible()
  await expect(steps(page)).not.toContainText('Smoke gate')
  expect((await deploys.diff('sample-service')).from_sha).toBe(before.from_sha)
})

test('the phrase cannot be pasted, and what went is asked for once', async ({ page, server, deploys, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openPreview(page, server, 'sample-service')
  await page.evaluate((text) => navigator.clipboard.writeText(text), phrase)
  await page.keyboard.press('c')
  await typedField(page).focus()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(dialog(page)).toContainText('Pasting is refused')
  await expect(typedField(page)).toHaveValue('')
  await typedField(page).pressSequentially(phrase)
  await dialog(page)
    .getByRole('button', { name: /^Deploy 3 commits/ })
    .dblclick()
  await expect(steps(page)).toBeVisible()
  expect(await deploys.list('surface=sample-service&in_flight=true')).toHaveLength(1)
})

test('what moved since the preview is refused and shown, and the phrase is typed anew', async ({
  page,
  server,
  deploys,
}) => {
  await openPreview(page, server, 'sample-service')
  await page.keyboard.press('c')
  await typedField(page).pressSequentially(phrase)
  const pushed = deploys.push('One more thing')
  await dialog(page)
    .getByRole('button', { name: /^Deploy 3 commits/ })
    .click()
  await expect(dialog(page).getByRole('alert')).toContainText('Nothing was deployed')
  await expect(dialog(page).getByRole('alert')).toContainText(
    `1 commit would ship now and was not in what you saw:${pushed.slice(0, 7)}`,
  )
  await expect(dialog(page).getByRole('button', { name: /^Deploy 3 commits/ })).toHaveAttribute('aria-disabled', 'true')
  await dialog(page).getByRole('button', { name: 'Look at what would ship now' }).click()
  await expect(dialog(page)).toBeHidden()
  await expect(page.getByRole('heading', { name: '4 commits would ship' })).toBeVisible()
  await expect(page.getByRole('alert')).toContainText('The target moved since you looked')
  await page.keyboard.press('c')
  await expect(typedField(page)).toHaveValue('')
  await expect(dialog(page).getByRole('button', { name: 'Deploy 4 commits to sample-service' })).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  expect(await deploys.list('surface=sample-service&in_flight=true')).toEqual([])
})

test('past a lock goes whoever may, with a reason that is recorded', async ({ page, server, deploys }) => {
  await deploys.lock('sample-service', 'Quarter end.')
  await openPreview(page, server, 'sample-service')
  await expect(page.getByText('Deploys are locked: Quarter end. You may pass it with a reason.')).toBeVisible()
  await page.keyboard.press('c')
  const deploy = dialog(page).getByRole('button', { name: /^Deploy 3 commits/ })
  await typedField(page).pressSequentially(phrase)
  await expect(deploy).toHaveAttribute('aria-disabled', 'true')
  await dialog(page)
    .getByLabel(/^Why you pass the lock/)
    .fill('Refunds are wrong.')
  await deploy.click()
  await expect(page.getByText('passed the lock')).toBeVisible()
  await expect(page.getByText('Refunds are wrong.')).toBeVisible()
  await expect(page.getByText('Open: nobody else has looked at it yet.')).toBeVisible()
})

test('what would be taken away is said in red words; from = to ships nothing', async ({ page, server, deploys }) => {
  const { from_sha } = await deploys.diff('sample-service')
  const older = deploys.git(['rev-parse', `${from_sha}~1`])
  await openPreview(page, server, `sample-service&to=${older}`)
  await expect(page.getByRole('heading', { name: /would be TAKEN AWAY from sample-service/ })).toBeVisible()
  await openPreview(page, server, `sample-service&to=${from_sha}`)
  await expect(page.getByText('Nothing to ship: that very commit runs there already.', { exact: true })).toBeVisible()
  await expect(page.getByRole('button', { name: /^To the phrase/ })).toHaveAttribute('aria-disabled', 'true')
})

test('past CI one is told that it breaks glass; a surface with CI alone offers no other path', async ({
  page,
  server,
}) => {
  await openPreview(page, server, 'console&path=local')
  await expect(page.getByText('Breaks glass: a review opens')).toBeVisible()
  await page.keyboard.press('c')
  await expect(dialog(page)).toContainText('You break glass')
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await page.getByRole('radio', { name: /^CI/ }).click()
  await expect(page).toHaveURL(/path=ci/)
  await openPreview(page, server, 'raptor&path=local')
  await expect(page.getByText('CI: A run of deploy-heroku.yml')).toBeVisible()
  await expect(page.getByRole('radio')).toHaveCount(0)
})

test('ten thousand commits and a thousand files are a list as any other', async ({ page, server, deploys }) => {
  test.slow()
  const { from_sha } = await deploys.diff('sample-service')
  deploys.git(['fast-import', '--quiet', '--force'], manyCommits(`${from_sha}`))
  await openPreview(page, server, 'sample-service')
  await expect(page.getByRole('heading', { name: '10,000 commits would ship' })).toBeVisible()
  await expect(page.getByRole('heading', { name: /^1,0\d\d files/ })).toBeVisible()
  // Those that are seen are drawn, and a few more.
  expect(await page.getByRole('listitem').count()).toBeLessThan(150)
  await page.getByRole('region', { name: /^Commits that would ship/ }).focus()
  await page.keyboard.press('End')
  await expect(page.getByText('The newest 1,000 of 10,000 are listed')).toBeVisible()
  for (const _ of '12345') await page.keyboard.press('j')
  await expect(files(page).nth(5)).toBeFocused()
  await expect(page.getByRole('region', { name: /^What changes in many\/file-/ })).toContainText('line')
  await page.keyboard.press('c')
  await expect(dialog(page).getByRole('button', { name: 'Deploy 10,000 commits to sample-service' })).toBeVisible()
})

/** For git fast-import: each commit adds or changes one of a thousand files. */
function manyCommits(parent: string): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const commit = (n: number) =>
    [
      'commit refs/heads/main\n',
      `committer Jonas Lind <jonas@sample.invalid> ${1_770_000_000 + n} +0000\n`,
      data(`Change ${n}`),
      n === 0 ? `from ${parent}\n` : '',
      `M 100644 inline many/file-${String(n % 1000).padStart(4, '0')}.txt\n`,
      data(`line ${n}\n`),
      '\n',
    ].join('')
  return Array.from({ length: 10_000 }, (_, n) => commit(n)).join('')
}
