import type { BrokenGlass, Vote, Who } from './action.ts'
import type { Json } from './entry.ts'
import type { Permission } from './permission.ts'
import type { Refusal } from './result.ts'
import type { SignedIn } from './step-up.ts'

/** What a person or a runner can ask for, with what they give along. */
export type Command =
  | {
      name: 'approve'
      confirmation?: string | undefined
      note?: string | undefined
      proposal_digest?: string | undefined
    }
  | {
      name: 'break_glass'
      confirmation?: string | undefined
      note?: string | undefined
      proposal_digest?: string | undefined
    }
  | { name: 'reject'; note?: string | undefined }
  | { name: 'repoint'; target_ref: string; successor: string }
  | { name: 'claim'; lease_seconds: number }
  | { name: 'mark_executed'; outcome: Json }
  | { name: 'close_review'; note?: string | undefined }
  | { name: 'comment'; body: string }

export type CommandName = Command['name']
export type CommandOf<N extends CommandName> = Extract<Command, { name: N }>

/** What Countersign does by itself: nobody asks for it, and nobody may. */
export type Deed = { name: 'expire' } | { name: 'run'; outcome: Json }

/** Who asks, what they may do, and when it is. */
export type Asker = {
  who: Who
  permissions: ReadonlySet<Permission>
  now: string
  /** Null for whom a fresh sign-in is never asked of: keys, the people of the sample, whoever sits at this machine. */
  signedIn: SignedIn | null
}

/** What happened. The ledger's entries are these, and the state is what they add up to. */
export type Event =
  | { kind: 'approved'; vote: Vote; complete: boolean }
  | { kind: 'glass_broken'; vote: Vote; glass: BrokenGlass }
  | { kind: 'rejected'; by: Who; at: string; note: string | null; superseded_by: string | null }
  | { kind: 'claimed'; by: Who; at: string; expires_at: string }
  | { kind: 'executed'; by: Who; at: string; outcome: Json }
  | { kind: 'expired'; at: string }
  | { kind: 'review_closed'; by: Who; at: string; note: string }
  | { kind: 'commented'; by: Who; at: string; body: string }

/** A refusal of a rule. An attempt to approve too late is one that also changes something: the row is now expired. */
export type Decision = { ok: true; value: Event } | { ok: false; refusal: Refusal; event?: Event }

/** Whether a command can be given now and, if not, why not. */
export type Offer = { name: CommandName; enabled: true } | { name: CommandName; enabled: false; reason: string }
