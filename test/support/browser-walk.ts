import type { Person } from './openid.ts'

/** What a browser does with the addresses that it is given, as far as signing in goes: it follows, and keeps cookies. */
export function openBrowserOfTest() {
  const jars = new Map<string, Map<string, string>>()

  const visit = async (address: string | URL, init: RequestInit = {}): Promise<{ url: URL; answer: Response }> => {
    let url = new URL(address)
    let request = init
    for (;;) {
      const jar = jars.get(url.origin) ?? new Map<string, string>()
      jars.set(url.origin, jar)
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { ...Object(request.headers), cookie }
      const answer: Response = await fetch(url, { ...request, headers, redirect: 'manual' })
      for (const set of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
        if (value === '') jar.delete(name)
        else jar.set(name, value)
      }
      const location = answer.headers.get('location')
      if (answer.status < 300 || answer.status > 399 || location === null) return { url, answer }
      url = new URL(location, url)
      request = {}
    }
  }

  return {
    visit,
    /** Goes where the console sends it, and says who it is there; null cancels. What the page at the end says. */
    async signIn(address: string, person: Pick<Person, 'sub'> | null): Promise<{ status: number; says: string }> {
      const asked = await visit(address)
      const said = person === null ? { deny: '1' } : { sub: person.sub }
      const isQuestion = asked.url.pathname.startsWith('/interaction/')
      const { answer } = isQuestion
        ? await visit(asked.url, { method: 'POST', body: new URLSearchParams(said) })
        : asked
      return { status: answer.status, says: (await answer.text()).replace(/<[^>]+>/g, ' ').trim() }
    },
  }
}
