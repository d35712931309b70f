import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Action, isSettled } from '../../shared/domain/action.ts'
import type { Asker, Command, CommandName, Offer } from '../../shared/domain/action-commands.ts'
import { confirmationFor } from '../../shared/domain/action-policy.ts'
import { allowed, decide, permitted } from '../../shared/domain/action-rules.ts'
import { permissions } from '../../shared/domain/permission.ts'
import { anyAction, anyAsker, anyCommand, anyMoment } from './action-arbitraries.ts'
import { digestOf, rightly, whoIs } from './action-setting.ts'

const commandNames = Object.keys(rightly) as CommandName[]
const offerOf = (name: CommandName, action: Action, asker: Asker): Offer => {
  const offer = allowed(action, asker).find((one) => one.name === name)
  if (!offer) throw new Error(`${name} is not among the offers`)
  return offer
}

/** What somebody gives who has looked, typed it right and said why. */
const best = (name: CommandName, { proposal }: Action): Command =>
  name === 'approve' || name === 'break_glass'
    ? { ...rightly[name], confirmation: confirmationFor(proposal.target_ref), proposal_digest: digestOf(proposal) }
    : rightly[name]

/** Any row, any asker, and a command on that very row. */
const anyAttempt = () =>
  fc.tuple(anyAction(), anyAsker()).chain(([action, asker]) =>
    fc.record({
      action: fc.constant(action),
      asker: fc.constant(asker),
      command: anyCommand(action.proposal, digestOf(action.proposal)),
    }),
  )

describe('what is offered and what is accepted agree, of any row at all', () => {
  test('every command is offered or not, once, and what is not says why', () => {
    fc.assert(
      fc.property(anyAction(), anyAsker(), (action, asker) => {
        const offers = allowed(action, asker)
        expect(offers.map(({ name }) => name).sort()).toEqual([...commandNames].sort())
        for (const offer of offers) if (!offer.enabled) expect(offer.reason).not.toBe('')
      }),
      { numRuns: 300 },
    )
  })

  test('what is offered is accepted of who gives it rightly and has just signed in', () => {
    fc.assert(
      fc.property(anyAction(), anyAsker(), fc.constantFrom(...commandNames), (action, asker, name) => {
        const { enabled } = offerOf(name, action, asker)
        const fresh = { ...asker, signedIn: asker.signedIn && { ...asker.signedIn, at: asker.now } }
        expect(decide(action, best(name, action), fresh).ok).toBe(enabled)
      }),
      { numRuns: 2000 },
    )
  })

  test('what is not offered is refused whatever is given, for the very reason that is shown', () => {
    fc.assert(
      fc.property(anyAttempt(), ({ action, asker, command }) => {
        const offer = offerOf(command.name, action, asker)
        if (offer.enabled) return
        const decision = decide(action, command, asker)
        expect(decision.ok).toBe(false)
        if (decision.ok) return
        // Api.md has a digest that differs told before who asks; who shows none, or the right one, is told the reason.
        const unseen = 'proposal_digest' in command && command.proposal_digest === 'sha256:of something else'
        if (unseen && decision.refusal.code === 'proposal_changed') return
        expect(decision.refusal.detail).toBe(offer.reason)
      }),
      { numRuns: 3000 },
    )
  })

  test('what is refused although it is offered is refused for what was given', () => {
    fc.assert(
      fc.property(anyAttempt(), ({ action, asker, command }) => {
        const decision = decide(action, command, asker)
        if (decision.ok || !offerOf(command.name, action, asker).enabled) return
        const given = ['proposal_changed', 'step_up_required', 'confirmation_mismatch', 'reason_required']
        expect(given).toContain(decision.refusal.code)
      }),
      { numRuns: 2000 },
    )
  })

  test('when somebody signed in changes nothing of what they are offered, and only their votes on tier 3', () => {
    fc.assert(
      fc.property(anyAttempt(), ({ action, asker, command }) => {
        const byKey = { ...asker, signedIn: null }
        expect(allowed(action, asker)).toEqual(allowed(action, byKey))
        const decision = decide(action, command, asker)
        if (decision.ok || decision.refusal.code !== 'step_up_required') {
          expect(decision).toEqual(decide(action, command, byKey))
          return
        }
        expect(action.proposal.tier).toBe(3)
        expect(['approve', 'break_glass']).toContain(command.name)
        expect(decision).not.toHaveProperty('event')
      }),
      { numRuns: 2000 },
    )
  })

  test('the door refuses who has not the permission, and nobody else, and for the same reason', () => {
    fc.assert(
      fc.property(anyAttempt(), ({ action, asker, command }) => {
        const decision = decide(action, command, asker)
        const denied = !decision.ok && decision.refusal.code === 'permission_denied' ? decision.refusal : undefined
        expect(permitted(command.name, action, asker)).toEqual(denied)
      }),
      { numRuns: 2000 },
    )
  })

  test('who has no permission at all may take back what is theirs, and nothing else', () => {
    fc.assert(
      fc.property(anyAction(), anyAsker(), (action, { who, now }) => {
        const may = allowed(action, { who, now, permissions: new Set(), signedIn: null }).filter(
          ({ enabled }) => enabled,
        )
        const own = action.proposal.proposed_by.id === who.id
        expect(may.map(({ name }) => name)).toEqual(own && may.length > 0 ? ['reject'] : [])
      }),
      { numRuns: 500 },
    )
  })
})

describe('what is settled', () => {
  const everybody = (now: string): Asker => ({
    who: whoIs('somebody else'),
    permissions: new Set(permissions),
    now,
    signedIn: null,
  })

  test('can be commented on, and nothing else, by anybody', () => {
    fc.assert(
      fc.property(anyAction().filter(isSettled), anyAsker(), (action, asker) => {
        const may = allowed(action, asker).filter(({ enabled }) => enabled)
        expect(may.every(({ name }) => name === 'comment')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('and what is not is never stuck: there is something that somebody can do about it', () => {
    // Nothing leads to a dry run that is claimed.
    const possible = ({ claim, proposal }: Action) => claim === null || proposal.mode !== 'dry_run'
    const unsettled = anyAction().filter((action) => possible(action) && !isSettled(action))
    fc.assert(
      fc.property(unsettled, anyMoment(), (action, now) => {
        // While a runner has it, it is the runner's.
        const holder = action.claim ? [{ ...everybody(now), who: action.claim.by }] : []
        const may = [everybody(now), ...holder].flatMap((asker) => allowed(action, asker))
        expect(may.filter(({ name, enabled }) => enabled && name !== 'comment')).not.toEqual([])
      }),
      { numRuns: 500 },
    )
  })
})
