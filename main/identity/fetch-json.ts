const patienceMs = 5_000
const largest = 512 * 1024

/** What an address answers, if it is JSON, of a sane size, in time, and from there: a redirect is no answer. */
export async function fetchJson(url: string, fetchRemote: typeof fetch): Promise<unknown> {
  const response = await fetchRemote(url, {
    redirect: 'error',
    credentials: 'omit',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(patienceMs),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`${url} answered ${response.status}`)
  }
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop early ends the answer too.
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > largest) throw new Error(`${url} answered with more than ${largest} bytes`)
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString())
}
