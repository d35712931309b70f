/** Letters and digits of any script. What is between them parts words, so that `checkout-agent@4f2c9e1` is found by `4f2c`. */
const between = /[^\p{L}\p{N}]+/u

/** The words of a text as they are searched for: one rule for what is kept and for what is asked. */
export const searchWords = (...texts: readonly string[]): string[] => [
  ...new Set(
    texts.flatMap((text) => text.normalize('NFKC').toLowerCase().split(between)).filter((word) => word !== ''),
  ),
]
