import type { Context } from 'hono'

/** What a body says before its schema was asked; nothing where it is no object. The schema reads the same text later. */
export async function parsedBody(c: Context): Promise<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(await c.req.text())
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
