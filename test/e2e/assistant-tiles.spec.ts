import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Tile } from '../../shared/contract/tiles.ts'
import { tileKinds } from '../../shared/domain/assistant.ts'
import { useTheme } from './support/console.ts'
import { actAs, dialog, expect, test, typedField } from './support/decisions.ts'
import { everyPicture, proposedTile, switchTile } from './support/tile-pictures.ts'
import { chatWith, openChat, pauseAgent, read, resumeAgent, tile } from './support/tiles.ts'

type Proposed = Parameters<typeof proposedTile>[0]

async function chatAbout(page: Page, url: string, action: Proposed): Promise<void> {
  await openChat(page, url, await chatWith(url, [proposedTile(action)]))
  await expect(tile(page, 'Proposed action')).toContainText(action.target_ref)
}

for (const theme of ['dark', 'light'] as const)
  test(`tiles show what they have as a picture and as a table, in the ${theme} theme`, async ({
    page,
    server,
    others,
  }) => {
    await useTheme(page, theme)
    const pause = await pauseAgent(server.url, 'research-agent', 'It loops on the same search since 02:10')
    const trace_id = '9b11d0c27a4e4b6f8c1d2e3f4a5b6c7d'
    const payload = { agent: 'research-agent', trace_id, from: 'gpt-5', to: 'gpt-5-mini' }
    const wanted = { type: 'switch_model', target_ref: trace_id, payload, mode: 'supervised' }
    const action = await others.propose({ ...wanted, reason: 'Switch it to a cheaper model' })
    const proposed = proposedTile(action)
    const tiles: Tile[] = [
      ...everyPicture(),
      { kind: 'pause_control', id: 'pause', data: { pause } },
      proposed,
      switchTile(action),
    ]
    expect(new Set(tiles.map(({ kind }) => kind))).toEqual(new Set(tileKinds))
    await openChat(page, server.url, await chatWith(server.url, tiles))
    // Whom it is about, where its target is the number of a trace.
    await expect(tile(page, 'Proposed action').getByRole('definition').first()).toHaveText('research-agent')
    await expect(tile(page, 'Proposed model switch')).toContainText('gpt-5-mini')

    const cost = tile(page, 'Cost, last 24 hours')
    await expect(cost).toContainText('$22.80 (73%) more than in the 24 hours before, which cost $31.20.')
    await cost.scrollIntoViewIfNeeded()
    await expect(cost.getByRole('img', { name: /^Cost, last 24 hours: \$54\.00/ })).toHaveAttribute(
      'data-chart',
      'shown',
    )
    await expect(cost).toContainText('2 calls not counted: no price for house-model-7b.')
    await cost.getByRole('button', { name: /^Table: / }).click()
    await expect(cost.getByRole('row')).toHaveCount(25)

    const last = tile(page, 'Last trace')
    await expect(last).toContainText('2 (14%)')
    await expect(last.getByRole('link', { name: 'Open the trace' })).toHaveAttribute('href', /^#\/traces\/9b11d0c2/)
    const steps = tile(page, 'Steps of the last trace')
    await expect(steps.getByRole('row')).toHaveCount(3)
    await expect(steps).toContainText('12 more spans are not shown here.')
    const fleet = tile(page, 'Fleet, last 15 minutes')
    await expect(fleet).toContainText('not now: as of')
    await expect(fleet.getByRole('row', { name: /research-agent/ })).toContainText('paused')
    await expect(tile(page, 'Latest violation')).toContainText('Bad manners')
    await expect(tile(page, 'Latest violation')).toContainText('How much each input weighed is not known')
    await expect(tile(page, 'Latest alert')).toContainText('Cost: $4.10, usually $0.40; unusual from $1.60 on.')
    const passed = tile(page, 'Pass rate, 30 days')
    await expect(passed).toContainText('94%')
    await expect(passed.getByRole('list', { name: 'By framework' })).toContainText('EU AI Act 95%')
    await expect(tile(page, 'Pause of research-agent')).toContainText('It loops on the same search')

    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
    for (const [width, height] of [
      [1024, 640],
      [1280, 800],
      [2560, 1440],
    ] as const) {
      await page.setViewportSize({ width, height })
      const shown = page.locator('[data-tile]')
      await expect(shown).toHaveCount(tileKinds.length)
      for (const [index, { kind }] of tiles.entries()) {
        const one = shown.nth(index)
        await one.scrollIntoViewIfNeeded()
        expect(await one.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
        await one.screenshot({ path: `test-results/screens/tile-${kind}-${theme}-${width}.png` })
      }
    }
  })

test('a proposal is approved where it was proposed, and sleeps once it has moved on', async ({
  page,
  server,
  others,
}) => {
  const action = await others.throttle()
  await chatAbout(page, server.url, action)
  const shown = tile(page, 'Proposed action')
  await expect(shown).toContainText('expires in')
  await shown.getByRole('button', { name: 'Approve throttling of sales-assistant' }).click()
  await dialog(page).getByRole('button', { name: 'Approve throttling of sales-assistant' }).click()
  await expect(shown).toContainText('Since then')
  const approve = shown.getByRole('button', { name: 'Approve throttling of sales-assistant' })
  await expect(approve).toHaveAttribute('aria-disabled', 'true')
  await expect(approve).toHaveAccessibleDescription(/./)
  const kept = await read<{ status: string }>(server.url, `/api/v1/deployments/actions/${action.id}`)
  expect(kept.status).toBe('approved')
  await page.reload()
  await expect(tile(page, 'Proposed action')).toContainText('Approved')
})

test('tier 3 is typed in the chat too; what others decide meanwhile is seen at once', async ({
  page,
  server,
  others,
}) => {
  const action = await others.rollback()
  await chatAbout(page, server.url, action)
  const shown = tile(page, 'Proposed action')
  await expect(shown.getByRole('button', { name: /Break glass/ })).toHaveCount(0)
  await shown.getByRole('button', { name: 'Approve rollback of checkout-agent…' }).click()
  await expect(typedField(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(shown.getByRole('button', { name: 'Approve rollback of checkout-agent…' })).toBeFocused()

  await others.post(`/${action.id}/reject`, { note: 'The canary is well again' }, { as: 'approver' })
  await expect(shown).toContainText('Rejected')
  await expect(shown).toContainText('It has been rejected')
  for (const name of [/^Approve/, /^Reject/])
    await expect(shown.getByRole('button', { name })).toHaveAttribute('aria-disabled', 'true')
  await expect(shown.getByRole('link', { name: 'Open in the queue' })).toHaveAttribute(
    'href',
    `#/deployments?open=${action.id}`,
  )
})

test('a proposal is re-pointed in the chat, and what took its place stands under it', async ({
  page,
  server,
  others,
}) => {
  const action = await others.throttle()
  await chatAbout(page, server.url, action)
  const shown = tile(page, 'Proposed action')
  await shown.getByRole('button', { name: 'Re-point throttling of sales-assistant' }).click()
  await dialog(page).getByLabel('New target').fill('billing-agent')
  await dialog(page).getByRole('button', { name: 'Propose it for billing-agent' }).click()
  const next = shown.getByRole('region', { name: 'What took its place' })
  await expect(next).toContainText('Throttle billing-agent')
  await expect(next.getByRole('button', { name: /throttling of billing-agent$/ }).first()).toBeVisible()
})

test('a row that is not here says so, and offers nothing', async ({ page, server, complaints }) => {
  const gone = { id: 'no-such-action', type: 'throttle', tier: 2, target_ref: 'x', reason: 'r' } as const
  await openChat(page, server.url, await chatWith(server.url, [proposedTile(gone)]))
  await expect(tile(page, 'Proposed action')).toContainText('This proposal is not in this workspace')
  await expect(tile(page, 'Proposed action').getByRole('button')).toHaveCount(0)
  // The browser reports the 404 that the tile tells of.
  expect(complaints.splice(0).filter((text) => !/status of 404/.test(text))).toEqual([])
})

test('a pause is lifted by whoever may; others see who has, and why they may not', async ({ page, server }) => {
  const pause = await pauseAgent(server.url, 'research-agent', 'It loops')
  const tiles: Tile[] = [{ kind: 'pause_control', id: 'pause', data: { pause } }]
  const shown = tile(page, 'Pause of research-agent')

  await openChat(page, server.url, await chatWith(server.url, tiles))
  await expect(shown).toContainText('research-agent is paused')
  const awake = shown.getByRole('button', { name: 'Resume research-agent…' })
  await expect(awake).not.toHaveAttribute('aria-disabled', 'true')
  await awake.click()
  await expect(dialog(page)).toContainText('It loops')
  await dialog(page).getByRole('button', { name: 'Resume research-agent' }).click()
  await expect(shown).toContainText('Resumed by')
  await expect(shown).toContainText('Sample commander')

  const again = await pauseAgent(server.url, 'research-agent', 'It loops again')
  const own = await chatWith(server.url, [{ kind: 'pause_control', id: 'pause', data: { pause: again } }], 'operator')
  // Nobody sees another's chat: the one that is open is left first.
  await page.goto(`${server.url}/#/settings/session`)
  await actAs(page, 'operator')
  await openChat(page, server.url, own)
  await expect(shown).toContainText('It loops again')
  const resume = shown.getByRole('button', { name: 'Resume research-agent…' })
  await expect(resume).toHaveAttribute('aria-disabled', 'true')
  await expect(resume).toHaveAccessibleDescription(/agents\.pause/)
  await resumeAgent(server.url, again.id)
  await expect(shown).toContainText('Resumed by')
})
