/** What people write as a sentence, for within another one: the sentence around it has a stop of its own. */
export const withoutFullStop = (text: string): string => text.replace(/[.\s]+$/, '')
