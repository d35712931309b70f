import { verified } from './packages.ts'

/** The first thing that does not hold, on one line. */
export async function flawOf(bytes: Buffer, known?: Uint8Array): Promise<string> {
  const { ok, first_bad: bad } = await verified(bytes, known)
  return bad ? `${bad.file}${bad.where === null ? '' : `, ${bad.where}`}: ${bad.why}` : `ok: ${ok}`
}
