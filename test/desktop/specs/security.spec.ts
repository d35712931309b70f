import { expect, test } from '../fixtures.ts'

const expected = {
  'default-src': "'none'",
  'script-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default',
}

test('the page comes with the strict policy, and a fresh nonce each time', async ({ desktop }) => {
  const page = await desktop.page()
  const policies = await page.evaluate(async () => {
    const get = async () => (await fetch('/')).headers.get('content-security-policy')
    return [await get(), await get()]
  })
  const [first, second] = policies.map((policy) => parse(policy ?? ''))
  expect(first).toMatchObject(expected)
  expect(first?.['style-src']).toMatch(/^'self' 'nonce-[A-Za-z0-9+/=]{16,}'$/)
  expect(first?.['style-src']).not.toBe(second?.['style-src'])
  expect(Object.keys(first ?? {}).sort()).toEqual([...Object.keys(expected), 'style-src'].sort())
})

const parse = (policy: string): Record<string, string> =>
  Object.fromEntries(policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]))

test('the policy is in force: nothing inline, evaluated, framed or from elsewhere', async ({ desktop }) => {
  const page = await desktop.page()
  const refused = await page.evaluate(async () => {
    // From a timer, because the policy does not bind what the debugger itself evaluates.
    const outcome = (run: () => unknown) =>
      new Promise<string>((resolve) => {
        setTimeout(async () => {
          try {
            await run()
            resolve('went through')
          } catch (error) {
            resolve(error instanceof Error ? error.name : String(error))
          }
        })
      })
    const html = '<img src=x onerror=alert(1)>'
    return {
      eval: await outcome(() => Reflect.get(globalThis, 'eval')('1')),
      function: await outcome(() => new Function('return 1')()),
      innerHTML: await outcome(() => {
        document.createElement('div').innerHTML = html
      }),
      scriptUrl: await outcome(() => {
        document.createElement('script').src = 'https://evil.example/x.js'
      }),
      fetch: await outcome(() => fetch('https://evil.example/')),
      policy: await outcome(() => Reflect.get(globalThis, 'trustedTypes').createPolicy('another', {})),
    }
  })
  for (const [what, outcome] of Object.entries(refused)) expect(outcome, what).not.toBe('went through')
})

test('no violation of it, and no error, while the console starts', async ({ desktop }) => {
  const page = await desktop.page()
  const said: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text())
  })
  page.on('pageerror', (error) => said.push(error.message))
  await page.reload()
  await expect(page.locator('#root > *').first()).toBeVisible()
  expect(said).toEqual([])
})

test('the page cannot leave, and nothing opens beside it', async ({ desktop }) => {
  const page = await desktop.page()
  await expect(page).toHaveURL(/#\/deployments$/)
  const address = page.url()
  await rememberWhatOpens(desktop)
  await page.evaluate(() => {
    window.open('https://evil.example/window')
    window.open('https://c2sp.org/tlog-checkpoint')
    location.href = 'https://evil.example/navigation'
  })
  await expect.poll(() => whatOpened(desktop)).toEqual(['https://c2sp.org/tlog-checkpoint'])
  await page.evaluate(() => {
    location.href = '/docs'
  })
  expect(page.url()).toBe(address)
  expect(await desktop.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('a link to a known site opens in the browser, and to any other nowhere', async ({ desktop }) => {
  const page = await desktop.page()
  await rememberWhatOpens(desktop)
  for (const href of [
    'http://c2sp.org/',
    'file:///etc/passwd',
    'https://evil.example/',
    'https://www.rfc-editor.org/rfc/rfc9162',
  ]) {
    await page.evaluate((address) => {
      const link = document.createElement('a')
      link.href = address
      link.target = '_blank'
      document.body.append(link)
      link.click()
      link.remove()
    }, href)
  }
  await expect.poll(() => whatOpened(desktop)).toEqual(['https://www.rfc-editor.org/rfc/rfc9162'])
})

test('a reload is the one navigation that the page may do itself', async ({ desktop }) => {
  const page = await desktop.page()
  await page.evaluate(() => {
    location.hash = '#/settings/about'
    Reflect.set(globalThis, 'mark', 1)
  })
  await Promise.all([page.waitForEvent('load'), page.evaluate(() => location.reload())])
  await expect(page).toHaveURL(/#\/settings\/about$/)
  expect(await page.evaluate(() => Reflect.has(globalThis, 'mark'))).toBe(false)
})

test('certificate errors stay errors', async ({ desktop }) => {
  expect(await desktop.inMain(({ app }) => app.listenerCount('certificate-error'))).toBe(0)
})

async function rememberWhatOpens(desktop: import('../launch.ts').Desktop): Promise<void> {
  await desktop.inMain(({ shell }) => {
    const opened: string[] = []
    Reflect.set(globalThis, 'opened', opened)
    shell.openExternal = async (url) => void opened.push(url)
  })
}

const whatOpened = (desktop: import('../launch.ts').Desktop) =>
  desktop.inMain(() => Reflect.get(globalThis, 'opened') as string[])
