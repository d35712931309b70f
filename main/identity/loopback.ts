/** Where plain http is no danger: nobody else is on the way. */
export function isLoopbackUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (['localhost', '[::1]'].includes(url.hostname) || /^127\.\d+\.\d+\.\d+$/.test(url.hostname))
}
