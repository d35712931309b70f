import { HostRefused } from '../host.ts'

type Found = { name: string; ok: boolean; detail: string }

/** One thing after the other, each with what came of it. What is no refusal of the host is thrown as ever. */
export async function lookInto(signal: AbortSignal, looks: Record<string, () => Promise<string>>): Promise<Found[]> {
  const found: Found[] = []
  for (const [name, look] of Object.entries(looks)) {
    signal.throwIfAborted()
    try {
      found.push({ name, ok: true, detail: await look() })
    } catch (error) {
      if (!(error instanceof HostRefused)) throw error
      found.push({ name, ok: false, detail: error.message })
    }
  }
  return found
}
