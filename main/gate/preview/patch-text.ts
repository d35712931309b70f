const unseen = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u2028\u2029\u{e0000}-\u{e007f}]/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g
const highControls = /[\u0080-\u009f]/g

/**
 * The text of a patch, for people to read and not for git to apply: what would steer a terminal or turn a line around is
 * there to be seen, because that is how a change hides from whoever looks at it.
 */
export const patchText = (text: string): string =>
  text
    .toWellFormed()
    .replace(controls, (letter) =>
      letter === '\u007f' ? '\u2421' : String.fromCharCode(0x2400 + letter.charCodeAt(0)),
    )
    .replace(highControls, named)
    .replace(unseen, named)

const named = (letter: string): string =>
  `<U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
