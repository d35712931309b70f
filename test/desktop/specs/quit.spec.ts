import { connectTo } from '../connect.ts'
import { test as base, expect } from '../fixtures.ts'
import type { Desktop } from '../launch.ts'
import { startTeamServer, type TeamServer } from '../team-server.ts'

const test = base.extend<{ server: TeamServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern to learn what a fixture needs
  server: async ({}, use) => {
    const server = await startTeamServer()
    await use(server)
    await server.close()
  },
})

const quit = (desktop: Desktop) => desktop.inMain(({ app }) => void setImmediate(() => app.quit()))
const questions = (desktop: Desktop) => desktop.inMain(() => Reflect.get(globalThis, 'asked') as string[])

/** Leaves every question open; `answer` in main closes it. */
const holdQuestions = (desktop: Desktop) =>
  desktop.inMain(({ dialog }) => {
    const asked: string[] = []
    Reflect.set(globalThis, 'asked', asked)
    dialog.showMessageBox = ((...args: unknown[]) => {
      const { message, signal } = args.at(-1) as { message: string; signal: AbortSignal }
      asked.push(message)
      return new Promise((resolve) => {
        const answer = (response: number) => resolve({ response, checkboxChecked: false })
        Reflect.set(globalThis, 'answer', answer)
        signal.addEventListener('abort', () => answer(0))
      })
    }) as typeof dialog.showMessageBox
  })

const answer = (desktop: Desktop, button: number) =>
  desktop.inMain(
    (_electron, response) => void (Reflect.get(globalThis, 'answer') as (button: number) => void)(response),
    button,
  )

/** A change that the server has and does not answer. */
async function changeOnItsWay(desktop: Desktop, server: TeamServer): Promise<void> {
  const page = await desktop.page()
  await connectTo(page, server.url)
  await page.evaluate(() => void fetch('/api/change', { method: 'POST', body: '{}' }).catch(() => undefined))
  await expect.poll(() => server.waiting.has('/api/change')).toBe(true)
}

test('quits at once when nothing is on its way', async ({ desktop }) => {
  await holdQuestions(desktop)
  await quit(desktop)
  expect(await desktop.ended).toBe(0)
})

test('closing the last window quits, and nothing lives on in the tray', async ({ desktop }) => {
  test.skip(process.platform === 'darwin', 'there a program stays when its windows are closed')
  await desktop.inMain(({ BrowserWindow }) => void setImmediate(() => BrowserWindow.getAllWindows()[0]?.close()))
  expect(await desktop.ended).toBe(0)
})

test('asks while a change is on its way, stays if told to, and asks again', async ({ desktop, server }) => {
  await holdQuestions(desktop)
  await changeOnItsWay(desktop, server)
  await quit(desktop)
  await expect.poll(() => questions(desktop)).toEqual(['A change is still on the way.'])
  await answer(desktop, 0)
  expect(await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(async () => (await questions(desktop)).length).toBe(2)
  await answer(desktop, 1)
  expect(await desktop.ended).toBe(0)
})

test('quits by itself once the change is answered', async ({ desktop, server }) => {
  await holdQuestions(desktop)
  await changeOnItsWay(desktop, server)
  await quit(desktop)
  await expect.poll(async () => (await questions(desktop)).length).toBe(1)
  server.waiting.get('/api/change')?.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  expect(await desktop.ended).toBe(0)
})
