export type Typed = {
  matches: boolean
  /** How much of it is right so far. */
  right: number
  /** Where it goes wrong, counted from 1. */
  wrongAt: number | undefined
}

/** What was typed against what is wanted, character by character, as a person counts them. */
export function compareTyped(typed: string, wanted: string): Typed {
  const given = Array.from(typed)
  const want = Array.from(wanted)
  const differs = given.findIndex((character, at) => character !== want[at])
  if (differs !== -1) return { matches: false, right: differs, wrongAt: differs + 1 }
  return { matches: given.length === want.length, right: given.length, wrongAt: undefined }
}
