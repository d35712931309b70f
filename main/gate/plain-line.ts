const [esc, bell, introducer] = ['\u001b', '\u0007', '\u009b']
/** Escape sequences of terminals: colours and the cursor; titles and links, up to their end; all others. */
const escapes = new RegExp(
  [
    `(?:${esc}\\[|${introducer})[0-?]*[ -/]*[@-~]`,
    `${esc}[\\]PX^_][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?`,
    `${esc}[ -/]*[0-~]`,
  ].join('|'),
  'g',
)
const blanks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
/** What is not to be seen and changes how the rest reads: directions, joiners, marks of order. */
const unseen = /[\p{Cf}\u115f\u1160\u2800\u3164]|[\ufe00-\ufe0f]/gu

/** One line for people out of whatever somebody wrote: nothing in it steers a terminal or turns the text around. */
export const plainLine = (text: string): string =>
  text.toWellFormed().replace(escapes, '').replace(blanks, ' ').replace(unseen, '').trimEnd()

/**
 * Not longer than that. It is cut between words: half of a word could be half of a secret, which nobody would recognise
 * any more.
 */
export function cutLine(line: string, longest: number): string {
  if (line.length <= longest) return line
  const end = line.lastIndexOf(' ', longest)
  return `${end > 0 ? line.slice(0, end) : ''} … (${line.length} characters)`.trimStart()
}
