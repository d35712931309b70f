/** Nothing that is not seen, or turns what is seen around: a target is read, and typed, before it is acted on. */
export const isOneLine = (text: string): boolean =>
  text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u2800]/u.test(text)

export const oneLineExpected = 'expected one line without control or invisible characters'
