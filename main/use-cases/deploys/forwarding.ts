import { z } from 'zod'
import { type Forward, insertForward } from '../../store/deploy-forward.ts'
import type { Act } from '../transition.ts'

/** What stands beside a deploy that a team's server is to be told of. */
const Held = z.object({
  /** As this console calls the server. */
  name: z.string(),
  /** Who deployed, as the sign-in there said: told by somebody else later on, it is still theirs. */
  who: z.object({ issuer: z.string(), subject: z.string(), label: z.string() }),
  /** Whether the server knows that it began. */
  begun: z.boolean(),
  /** The server said no to this one, and others may be told all the same. */
  refused: z.boolean(),
})
export type HeldForward = z.infer<typeof Held>

export const readHeld = (body: string): HeldForward => Held.parse(JSON.parse(body))
export const writeHeld = (held: HeldForward): string => JSON.stringify(held)

/** A console that talks to a team's server deploys from its own machine, and its ledger owes the server that record. */
export async function oweToServer({ tx, caller }: Act, deploy_id: string): Promise<void> {
  const { owes, actor } = caller
  if (owes === undefined) return
  const who = { issuer: actor.issuer, subject: actor.subject, label: actor.email ?? actor.name }
  await insertForward(tx, deploy_id, owes.server, writeHeld({ name: owes.name, who, begun: false, refused: false }))
}

export const viewForward = ({
  body,
  error,
  told_at,
}: Forward): { server: string; told: boolean; error: string | null } => ({
  server: readHeld(body).name,
  told: told_at !== null,
  error,
})
