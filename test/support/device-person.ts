import type { Person } from './openid.ts'

/**
 * Somebody who opens the address that a terminal showed them (the one with the code in it), confirms the code and signs
 * in: with pages, forms and cookies, but without a browser. `null` presses Cancel. Gives the last page.
 */
export async function signInAtDevicePage(address: string, person: Person | null): Promise<string> {
  const { open, at } = browse()
  const withCode = await open(address)
  const confirm = await open(...formOf(withCode, address))
  await open(...formOf(confirm, address))
  return open(at(), person === null ? { deny: '1' } : { sub: person.sub })
}

function browse() {
  const jar = new Map<string, string>()
  let at = ''
  const open = async (address: string, form?: Record<string, string>): Promise<string> => {
    let next: { url: string; body: URLSearchParams | null } | null = {
      url: new URL(address, at || undefined).href,
      body: form === undefined ? null : new URLSearchParams(form),
    }
    for (;;) {
      at = next.url
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const init: RequestInit = { headers: { cookie }, redirect: 'manual' }
      const response: Response = await fetch(at, next.body ? { ...init, method: 'POST', body: next.body } : init)
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (value === '') jar.delete(name)
        else jar.set(name, value)
      }
      const location = response.headers.get('location')
      if (location === null) return response.text()
      next = { url: new URL(location, at).href, body: null }
    }
  }
  return { open, at: () => at }
}

/** Where the form of a page leads, and what it sends. */
function formOf(page: string, address: string): [string, Record<string, string>] {
  const action = /action="([^"]+)"/.exec(page)?.[1] ?? address
  const fields = [...page.matchAll(/<input[^>]*>/g)].map(([input]) => [
    /name="([^"]+)"/.exec(input)?.[1] ?? '',
    /value="([^"]*)"/.exec(input)?.[1] ?? '',
  ])
  return [action, Object.fromEntries(fields.filter(([name]) => name !== ''))]
}
