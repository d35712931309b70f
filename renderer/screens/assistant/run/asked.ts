import { newKey } from '../../../transport.ts'

/** Where the words of a chat are kept that were not sent yet; `new` before there is a chat. */
export const draftPlace = (session: string): string => `chat/${session}`
/** Where the key of a question is kept whose answer has not come yet. */
export const keyPlace = (session: string): string => `chat/${session}/asked`

type Asked = { message: string; model: string | null }

/**
 * The key under which a question goes out. Kept until it is answered, through a reload too: whether a question was taken
 * whose answer was lost is not known, and under the same key nothing is proposed twice.
 */
export function keyFor(asked: Asked, before: string, makeKey = newKey): { key: string; kept: string } {
  const known = readKept(before)
  if (known !== null && known.message === asked.message && known.model === asked.model)
    return { key: known.key, kept: before }
  const key = makeKey()
  return { key, kept: JSON.stringify({ message: asked.message, model: asked.model, key }) }
}

function readKept(text: string): (Asked & { key: string }) | null {
  try {
    const { message, model, key } = JSON.parse(text) as Partial<Record<string, unknown>>
    if (typeof message !== 'string' || typeof key !== 'string') return null
    return { message, key, model: typeof model === 'string' ? model : null }
  } catch {
    return null
  }
}
