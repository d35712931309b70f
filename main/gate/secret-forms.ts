/** What is shorter than this is a word like any other: taking it out would tear the text, and hide nothing. */
const shortest = 4
/** Of a form that is cut out of a longer text, less than this could be chance. */
const shortestCore = 6

/** Everything that a secret looks like in text: as it is, line by line, in base64 at any place, in an address, in JSON. */
export function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim())
  const values = [secret, secret.trim(), ...lines.filter((line) => line.length >= 2 * shortest)]
  const forms = values.filter((value) => value.length >= shortest).flatMap(writings)
  return [...new Set(forms)]
}

const writings = (value: string): string[] => {
  const encoded = encodeURIComponent(value)
  return [
    value,
    encoded,
    encoded.replaceAll('%20', '+'),
    encoded.replace(/%[0-9A-F]{2}/g, (letter) => letter.toLowerCase()),
    JSON.stringify(value).slice(1, -1),
    ...base64Cores(Buffer.from(value)),
  ]
}

/**
 * In base64 a secret looks different by what stands before it: `Basic` credentials have a name and a colon there. So of
 * each of the three ways it can fall, the letters that depend on the secret alone.
 */
function base64Cores(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor(((before + bytes.length) * 8) / 6)
    const core = text.slice(from, to)
    return core.length < shortestCore ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
