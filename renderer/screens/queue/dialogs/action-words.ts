import {
  type ActionType,
  actionPolicy,
  confirmationFor,
  type Mode,
  type Tier,
  tierOf,
} from '../../../../shared/domain/action-policy.ts'
import type { Json } from '../../../../shared/domain/entry.ts'

type Words = {
  /** What is done: "Roll back checkout-agent". */
  verb: string
  /** What it is called: "the rollback of checkout-agent". */
  noun: string
  /** What happens to the fleet when it is carried out, and what does not come back. */
  effect: (target: string) => string
}

const words: Record<ActionType, Words> = {
  alert: {
    verb: 'Alert about',
    noun: 'alert about',
    effect: () =>
      'Every open console shows it, and the webhooks that are set up are told. Nothing in the fleet changes.',
  },
  tag_trace: {
    verb: 'Tag',
    noun: 'tagging of',
    effect: (target) => `A tag is put on ${target}. Nothing in the fleet changes.`,
  },
  create_incident: {
    verb: 'Open an incident about',
    noun: 'incident about',
    effect: (target) => `An incident about ${target} is opened. Nothing in the fleet changes.`,
  },
  throttle: {
    verb: 'Throttle',
    noun: 'throttling of',
    effect: (target) => `What is asked of ${target} is slowed down or refused, until the throttle is lifted.`,
  },
  switch_model: {
    verb: 'Switch the model of',
    noun: 'model switch of',
    effect: (target) => `From then on another model answers for ${target}.`,
  },
  disable_flag: {
    verb: 'Disable',
    noun: 'disabling of',
    effect: (target) => `What stands behind ${target} is off for everyone until it is enabled again.`,
  },
  kill_run: {
    verb: 'Kill',
    noun: 'kill of',
    effect: (target) => `What ${target} is doing stops where it is and is lost; what it has done stays done.`,
  },
  rollback_deploy: {
    verb: 'Roll back',
    noun: 'rollback of',
    effect: (target) =>
      `Traffic of ${target} moves to the earlier build at once; conversations that run on this one end.`,
  },
  scale_down: {
    verb: 'Scale down',
    noun: 'scale-down of',
    effect: (target) => `Capacity is taken away from ${target} at once, and what runs on it ends.`,
  },
}

type Named = { type: ActionType; target_ref: string }

/** The target without its version: what a person calls it. Of a very long one both ends, which tell it from others. */
export function shortTarget(target: string): string {
  const name = Array.from(/^([^@]+)@[^@]+$/.exec(target)?.[1] ?? target)
  return name.length > 40 ? `${name.slice(0, 24).join('')}…${name.slice(-12).join('')}` : name.join('')
}

/** "Roll back checkout-agent" */
export const titleOf = ({ type, target_ref }: Named): string => `${words[type].verb} ${shortTarget(target_ref)}`

/** "rollback of checkout-agent" */
export const nounOf = ({ type, target_ref }: Named): string => `${words[type].noun} ${shortTarget(target_ref)}`

export const effectOf = ({ type, target_ref }: Named): string => words[type].effect(shortTarget(target_ref))

/** Where a rollback or a switch leads, if the payload says so. */
export function leadsTo(payload: Json): string | undefined {
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) return undefined
  const { to } = payload as { readonly [key: string]: Json }
  return typeof to === 'string' || typeof to === 'number' ? String(to) : undefined
}

export const tierWords: Record<Tier, string> = {
  1: 'safe to run by itself',
  2: 'supervised',
  3: 'irreversible',
}

export const modeNames: Record<Mode, string> = {
  dry_run: 'Dry run',
  supervised: 'Supervised',
  autonomous: 'Autonomous',
}

/** Tier 3 is typed. A server whose policy asks for more says so when it is asked. */
export const isTyped = ({ type }: Pick<Named, 'type'>): boolean => actionPolicy.typed[tierOf[type]]

/** What to type, and how that is asked for. */
export function typingOf(target: string): { text: string; asks: string } {
  const text = confirmationFor(target)
  const length = Array.from(text).length
  const whole = text === target
  return { text, asks: whole ? 'Type the whole target' : `Type the first ${length} characters of the target` }
}
