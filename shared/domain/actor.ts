/**
 * How an actor's identity was established. Only `oidc` and `api_key` can be verified; of `forge`, GitHub says who they
 * are: a reviewer there who was never here.
 */
export const vias = ['oidc', 'api_key', 'local', 'sample', 'forge'] as const
export type Via = (typeof vias)[number]

/** Who did it: what was verified (or plainly was not), never what a request body claims. */
export type Identity = {
  issuer: string
  subject: string
  email: string | null
  name: string
  via: Via
  verified: boolean
}

/** An identity under the id that the ledger knows it by. */
export type Actor = Identity & { id: string }

/** The three people of sample mode, plainly unverified. */
export const sampleActors = ['operator', 'approver', 'commander'] as const
export type SampleActor = (typeof sampleActors)[number]
