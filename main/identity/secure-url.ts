import { isLoopbackUrl } from './loopback.ts'

/** Whether secrets may be sent there, or a browser with them. */
export function isSecureUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(text))
}
