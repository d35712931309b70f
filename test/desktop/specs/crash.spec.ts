import { expect, test } from '../fixtures.ts'
import type { Desktop } from '../launch.ts'

test('a page that crashed is offered anew, and comes back at its place', async ({ desktop }) => {
  const page = await desktop.page()
  await page.evaluate(() => {
    location.hash = '#/settings/about'
  })
  await expect(page).toHaveURL(/#\/settings\/about$/)
  await answerWith(desktop, 0)
  await crash(desktop)
  await expect
    .poll(() => asked(desktop))
    .toEqual([{ message: 'The console stopped working.', buttons: ['Reload', 'Quit'] }])
  await expect.poll(() => state(desktop)).toEqual({ crashed: false, url: 'app://console/#/settings/about' })
  await expect.poll(() => inPage(desktop, "document.querySelector('#root > *') !== null")).toBe(true)
  expect(await inPage(desktop, 'location.hash')).toBe('#/settings/about')
})

test('instead of which the program may be quit', async ({ desktop }) => {
  await answerWith(desktop, 1)
  await crash(desktop)
  expect(await desktop.ended).toBe(0)
})

test('a page that hangs is asked about once, and nothing happens when it answers again', async ({ desktop }) => {
  await desktop.page()
  await desktop.inMain(({ dialog }) => {
    const open: string[] = []
    Reflect.set(globalThis, 'asked', open)
    dialog.showMessageBox = ((_window: object, options: { message: string; signal: AbortSignal }) => {
      open.push(options.message)
      return new Promise((resolve) => {
        options.signal.addEventListener('abort', () => resolve({ response: 1, checkboxChecked: false }))
      })
    }) as typeof dialog.showMessageBox
  })
  const after = await desktop.inMain(async ({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]
    window?.emit('unresponsive')
    window?.emit('unresponsive')
    window?.emit('responsive')
    await new Promise(setImmediate)
    return { asked: Reflect.get(globalThis, 'asked') as string[], crashed: window?.webContents.isCrashed() }
  })
  expect(after).toEqual({ asked: ['The console does not answer.'], crashed: false })
})

const crash = (desktop: Desktop) =>
  desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())

const state = (desktop: Desktop) =>
  desktop.inMain(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    return { crashed: contents?.isCrashed(), url: contents?.getURL() }
  })

const inPage = (desktop: Desktop, code: string): Promise<unknown> =>
  desktop.inMain(
    ({ BrowserWindow }, source) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(source),
    code,
  )

const asked = (desktop: Desktop) => desktop.inMain(() => Reflect.get(globalThis, 'asked') as unknown)

const answerWith = (desktop: Desktop, button: number) =>
  desktop.inMain(({ dialog }, response) => {
    const questions: { message: string; buttons: string[] }[] = []
    Reflect.set(globalThis, 'asked', questions)
    dialog.showMessageBox = (async (_window: object, { message, buttons }: { message: string; buttons: string[] }) => {
      questions.push({ message, buttons })
      return { response, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  }, button)
