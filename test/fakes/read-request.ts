import type { IncomingMessage } from 'node:http'

export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Of Basic credentials; the name before it is not looked at. */
export function passwordOf({ headers }: IncomingMessage): string | undefined {
  const [kind, credentials = ''] = headers.authorization?.split(' ') ?? []
  if (kind !== 'Basic') return undefined
  const text = Buffer.from(credentials, 'base64').toString()
  return text.slice(text.indexOf(':') + 1)
}
