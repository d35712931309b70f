/** PostgreSQL takes neither a zero byte nor half a character, and nobody means one. */
export const isText = (text: string): boolean => text.isWellFormed() && !/[^\P{Cc}\n\r\t]/u.test(text)

export const textExpected = 'expected no control characters'
