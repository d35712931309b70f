import { EventEmitter, once } from 'node:events'
import type { Page, Route } from '@playwright/test'
import type { WebPreferences, WindowOpenHandlerResponse } from 'electron'
import { browserContext } from './browser.ts'
import { cancelable } from './cancelable.ts'
import { fromLoopback, toLoopback } from './loopback.ts'
import { pageShim } from './page-shim.ts'

type OpenHandler = (details: { url: string }) => WindowOpenHandlerResponse

export const ipcMain = new EventEmitter()

export class WebContents extends EventEmitter {
  readonly #shim: string | undefined
  #page: Promise<Page>
  #url = ''
  #crashed = false
  #loading = true
  /** Navigations that main began are not asked about. */
  #byMain = 0
  #scheme: 'dark' | 'light' | null = null
  #openHandler: OpenHandler = () => ({ action: 'allow' })

  constructor({ preload }: WebPreferences) {
    super()
    this.#shim = preload === undefined ? undefined : pageShim(preload)
    this.#page = this.#open()
  }

  getURL = () => this.#url
  isCrashed = () => this.#crashed
  isLoadingMainFrame = () => this.#loading
  setWindowOpenHandler = (handler: OpenHandler) => {
    this.#openHandler = handler
  }

  /** Waits for a page that is loading, as the runtime does. */
  async executeJavaScript(code: string): Promise<unknown> {
    if (this.#loading) await once(this, 'did-finish-load')
    return (await this.#page).evaluate(code)
  }

  async loadURL(url: string): Promise<void> {
    await this.#visit(async (page) => page.goto(await toLoopback(url)))
  }

  reload(): void {
    const url = this.#url
    if (this.#crashed) this.#page = this.#page.then((page) => page.close()).then(() => this.#open())
    const again = this.#crashed ? this.loadURL(url) : this.#visit((page) => page.reload())
    this.#crashed = false
    // As with the runtime, did-fail-load says it.
    again.catch(() => undefined)
  }

  forcefullyCrashRenderer(): void {
    this.#tell(async (page) => {
      const cdp = await page.context().newCDPSession(page)
      await cdp.send('Page.crash')
    })
  }

  send(channel: string, ...args: unknown[]): void {
    this.#tell((page) =>
      page.evaluate(
        ([name, values]) => {
          const { standInReceive } = globalThis as unknown as { standInReceive(channel: string, args: unknown[]): void }
          standInReceive(name, values)
        },
        [channel, args] as const,
      ),
    )
  }

  prefer(scheme: 'dark' | 'light' | null): void {
    this.#scheme = scheme
    this.#tell((page) => page.emulateMedia({ colorScheme: scheme }))
  }

  destroy(): void {
    this.#tell((page) => page.close())
    this.emit('destroyed')
  }

  /** What is said to a page that has just gone is lost, and nobody hears of it: so it is with the runtime. */
  #tell(say: (page: Page) => Promise<unknown>): void {
    this.#page.then(say).catch(() => undefined)
  }

  async #visit(go: (page: Page) => Promise<unknown>): Promise<void> {
    this.#byMain += 1
    this.#loading = true
    try {
      await go(await this.#page)
    } catch (error) {
      this.#loading = false
      this.emit('did-fail-load', cancelable({}), -2, String(error), this.#url, true)
      throw error
    } finally {
      this.#byMain -= 1
    }
  }

  async #open(): Promise<Page> {
    const context = await browserContext()
    const page = await context.newPage()
    await page.exposeBinding('standInSend', async ({ frame }, channel: string, args: unknown[]) => {
      const senderFrame = { url: await fromLoopback(frame.url()), parent: frame.parentFrame() }
      ipcMain.emit(channel, { sender: this, senderFrame }, ...args)
    })
    if (this.#shim !== undefined) await page.addInitScript({ content: this.#shim })
    if (this.#scheme !== null) await page.emulateMedia({ colorScheme: this.#scheme })
    page.on('framenavigated', async (frame) => {
      if (frame === page.mainFrame()) this.#url = await fromLoopback(frame.url())
    })
    page.on('domcontentloaded', () => this.emit('dom-ready'))
    page.on('load', () => {
      this.#loading = false
      this.emit('did-finish-load')
    })
    page.on('crash', () => {
      this.#crashed = true
      this.emit('render-process-gone', cancelable({}), { reason: 'crashed', exitCode: 5 })
    })
    await page.route(
      () => true,
      (route) => this.#askBefore(route, page),
    )
    await this.#watch(page)
    return page
  }

  async #askBefore(route: Route, page: Page): Promise<void> {
    const request = route.request()
    if (!request.isNavigationRequest() || this.#byMain > 0) return route.continue()
    const isMainFrame = request.frame() === page.mainFrame()
    const event = cancelable({ url: await fromLoopback(request.url()), isMainFrame })
    this.emit('will-frame-navigate', event)
    if (isMainFrame) this.emit('will-navigate', event)
    await (event.defaultPrevented ? route.abort('aborted') : route.continue())
  }

  async #watch(page: Page): Promise<void> {
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Page.enable')
    cdp.on('Page.windowOpen', async ({ url }) => {
      const { action } = this.#openHandler({ url: await fromLoopback(url) })
      if (action === 'allow') this.emit('did-create-window')
    })
    page.on('popup', (popup) => void popup.close())
    await page.exposeBinding('standInTitle', (_source, title: string) => {
      this.emit('page-title-updated', cancelable({}), title)
    })
    await page.addInitScript(() => {
      type Watched = { title: string; documentElement: object; addEventListener(name: string, run: () => void): void }
      const { document, MutationObserver, standInTitle } = globalThis as unknown as {
        document: Watched
        MutationObserver: new (run: () => void) => { observe(node: object, options: object): void }
        standInTitle(title: string): void
      }
      let said = ''
      const say = () => {
        if (document.title === said) return
        said = document.title
        standInTitle(said)
      }
      document.addEventListener('DOMContentLoaded', say)
      new MutationObserver(say).observe(document, { subtree: true, childList: true, characterData: true })
    })
  }
}
