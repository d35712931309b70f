type Known = { email: string | null; name: string | null; subject: string | null; via: string }

const tombstone = 'erased person'

/**
 * What tells who somebody was, wherever it stands: an e-mail address, a full name, a subject that is nobody's everyday
 * word, a login at a forge. Another single name is left out: it is a word like others, and half of what programs print is
 * paths with `root` in them.
 */
export function tellingWords(known: readonly Known[]): string[] {
  const words = known.flatMap(({ email, name, subject, via }) => [
    ...(email === null ? [] : [email]),
    ...(name !== null && /\S\s+\S/.test(name.trim()) ? [name.trim()] : []),
    ...(subject !== null && (via === 'forge' || subject.includes('@') || subject.length >= 16) ? [subject] : []),
  ])
  // The longest first: what stands within another one goes with it.
  return [...new Set(words)].filter((word) => word.length >= 3).sort((a, b) => b.length - a.length)
}

/** The text with a tombstone wherever one of the words stands by itself, in whatever case. */
export function withoutWords(text: string, words: readonly string[]): string {
  return words.reduce((left, word) => {
    // A login may have hyphens in it: one that is part of another is somebody else's.
    const inWord = /^[\w-]+$/.test(word) ? '[\\p{L}\\p{N}_-]' : '[\\p{L}\\p{N}]'
    const literal = word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    return left.replace(new RegExp(`(?<!${inWord})${literal}(?!${inWord})`, 'giu'), tombstone)
  }, text)
}
