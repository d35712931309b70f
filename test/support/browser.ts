/** As much of a browser as a sign-in takes: cookies by host (whatever the port, as browsers have it), and redirects. */
export type Page = { status: number; url: string; text: string; headers: Headers; hops: readonly string[] }
export type Browser = ReturnType<typeof createBrowser>

type Visit = { method?: string; headers?: Record<string, string>; body?: string | URLSearchParams }

const longestWay = 20

export function createBrowser(userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36') {
  const cookies = new Map<string, string>()

  /** Sends what the jar holds, and takes what it is given; follows nothing. */
  async function ask(url: string, { method = 'GET', headers = {}, body }: Visit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent = { 'user-agent': userAgent, ...(cookie && { cookie }), ...headers }
    const response = await fetch(url, { method, headers: sent, body: body ?? null, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) take(line)
    return response
  }

  function take(line: string): void {
    const [pair = '', ...attributes] = line.split(/; */)
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    const isOver = attributes.some((each) => /^max-age=0$/i.test(each) || /^expires=Thu, 01 Jan 1970/i.test(each))
    if (isOver || value === '') cookies.delete(name)
    else cookies.set(name, value)
  }

  return {
    cookies,
    ask,
    /** Goes wherever the answers lead, up to the first that is a page, or whose address `stopAt` names. */
    async go(url: string, visit: Visit = {}, stopAt = (_: string): boolean => false): Promise<Page> {
      const hops: string[] = []
      let [at, how] = [url, visit]
      for (let hop = 0; hop < longestWay; hop++) {
        hops.push(at)
        const response = await ask(at, how)
        const { status, headers } = response
        const location = headers.get('location')
        if (location === null) return { status, url: at, text: await response.text(), headers, hops }
        at = new URL(location, at).href
        how = {}
        if (stopAt(at)) return { status, url: at, text: '', headers, hops }
      }
      throw new Error(`led around in circles: ${hops.join(' ')}`)
    },
  }
}
