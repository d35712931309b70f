import { z } from 'zod'

const Kept = z.object({ token: z.string().min(1), login: z.string(), checked_at: z.string() })
/** Somebody's own token, and whose it was when the forge was asked. */
export type KeptToken = z.output<typeof Kept>

/** As it is sealed: one secret, so that a token never stands beside another one's name. */
export const writeKeptToken = (kept: KeptToken): string => JSON.stringify(kept)
export const readKeptToken = (text: string): KeptToken => Kept.parse(JSON.parse(text))
