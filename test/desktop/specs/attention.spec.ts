import { expect as baseExpect, test } from '../fixtures.ts'
import type { Desktop } from '../launch.ts'

// The program, its browser and the sample start for each test; on two cores they may take their time.
const expect = baseExpect.configure({ timeout: 15_000 })

type Shown = { title: string; body: string; emit(event: string): void }

/** From now on, what would be shown is kept instead, and can be clicked. */
const keepNotes = (desktop: Desktop) =>
  desktop.inMain(({ Notification }) => {
    const notes: object[] = []
    Reflect.set(globalThis, 'notes', notes)
    Notification.prototype.show = function (this: object) {
      notes.push(this)
    }
  })
const notes = (desktop: Desktop) =>
  desktop.inMain(() => (Reflect.get(globalThis, 'notes') as Shown[]).map(({ title, body }) => ({ title, body })))
const click = (desktop: Desktop, index: number) =>
  desktop.inMain((_electron, at) => void (Reflect.get(globalThis, 'notes') as Shown[])[at]?.emit('click'), index)
const titles = async (desktop: Desktop) => (await notes(desktop)).map(({ title }) => title)

/** Somebody else of the sample proposes: not what the page itself would send, which says which connection it means. */
async function propose(desktop: Desktop, wanted: object): Promise<string> {
  const page = await desktop.page()
  return page.evaluate(async (what) => {
    const response = await fetch('/api/v1/deployments/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-countersign-sample-actor': 'operator' },
      body: JSON.stringify({ target_ref: 'search-agent', reason: 'Every second answer is an error', ...what }),
    })
    if (response.status !== 201) throw new Error(await response.text())
    return ((await response.json()) as { id: string }).id
  }, wanted)
}

/** The console is open, what waited before is told, and the page is live. */
async function opened(desktop: Desktop) {
  const page = await desktop.page()
  await expect(page).toHaveTitle(/^\(2\) Sample data/)
  await keepNotes(desktop)
  // What waited at the opening may be told just after.
  await propose(desktop, { type: 'throttle' })
  await expect.poll(() => titles(desktop)).toContain('Needs your approval: throttle')
  await desktop.inMain(() => void (Reflect.get(globalThis, 'notes') as object[]).splice(0))
  return page
}

test('a proposal by somebody else is told, and a click shows its row', async ({ desktop }) => {
  const page = await opened(desktop)
  await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const id = await propose(desktop, { type: 'rollback_deploy', target_ref: 'search-agent@0c77e15' })
  await expect.poll(() => titles(desktop)).toEqual(['Needs your approval: rollback deploy'])
  expect((await notes(desktop))[0]?.body).toMatch(
    /^search-agent@0c77e15 · tier 3 · until \d\d:\d\d:\d\d · Sample data$/,
  )
  await click(desktop, 0)
  await expect(page).toHaveURL(new RegExp(`#/deployments\\?open=${id}$`))
  const minimized = () => desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())
  await expect.poll(minimized).toBe(false)
})

test('what runs out within two minutes is told at once, as just that', async ({ desktop }) => {
  await opened(desktop)
  await propose(desktop, { type: 'switch_model', ttl_seconds: 90 })
  await expect.poll(() => titles(desktop)).toEqual(['Runs out soon, needs your approval: switch model'])
})

test('an alert is told, and markup in it stays text', async ({ desktop }) => {
  const page = await opened(desktop)
  const message = '<a href="https://evil.example">Errors</a> &\u202e 18 %'
  const id = await propose(desktop, { type: 'alert', mode: 'autonomous', payload: { message } })
  await expect.poll(() => titles(desktop)).toEqual(['Alert: search-agent'])
  const [note] = await notes(desktop)
  const expected = '<a href="https://evil.example">Errors</a> & 18 % · Sample data'
  const plain =
    process.platform === 'linux'
      ? expected.replace(/[<>&]/g, (sign) => ({ '<': '‹', '>': '›' })[sign] ?? '＆')
      : expected
  expect(note?.body).toBe(plain)
  await click(desktop, 0)
  await expect(page).toHaveURL(new RegExp(`#/deployments\\?open=${id}$`))
})

test('whoever looks at the row already is not told of it', async ({ desktop }) => {
  const page = await opened(desktop)
  const id = await propose(desktop, { type: 'disable_flag', target_ref: 'flag:search', ttl_seconds: 123 })
  await expect.poll(() => titles(desktop)).toEqual(['Needs your approval: disable flag'])
  await click(desktop, 0)
  await expect(page).toHaveURL(new RegExp(`open=${id}$`))
  const focused = () => desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isFocused())
  await expect.poll(focused).toBe(true)
  await expect(page.getByText('flag:search').first()).toBeVisible()
  // Its last two minutes begin before those of another one, of which they are told.
  await propose(desktop, { type: 'tag_trace', target_ref: 'trace-1', ttl_seconds: 123 })
  await expect
    .poll(() => titles(desktop))
    .toEqual([
      'Needs your approval: disable flag',
      'Needs your approval: tag trace',
      'Runs out soon, needs your approval: tag trace',
    ])
})

test('the program bears the count, of the person who acts', async ({ desktop }) => {
  test.skip(process.platform === 'win32', 'there it is a dot')
  const page = await opened(desktop)
  const badge = () => desktop.inMain(({ app }) => app.badgeCount)
  await expect.poll(badge).toBe(3)
  await page.getByTestId('who').click()
  await page.getByRole('menuitemradio', { name: /Sample operator/ }).click()
  await expect.poll(badge).toBe(0)
  await expect(page).toHaveTitle(/^Sample data/)
})
