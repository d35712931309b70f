/** Where the console's own texts link to. Everything else stays closed, whoever asks. */
const known = new Set(['https://c2sp.org', 'https://www.rfc-editor.org'])

/** Whether a link may open in the person's browser: https only, to a known site or to the server we are connected to. */
export function opensOutside(url: string, server: string | null): boolean {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.protocol !== 'https:') return false
  if (parsed.username !== '' || parsed.password !== '') return false
  return known.has(parsed.origin) || (server !== null && parsed.origin === URL.parse(server)?.origin)
}
