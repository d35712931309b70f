import type { HoldHandle } from '../../../components/use-hold.ts'
import type { Deploy } from '../../../deploys-api.ts'
import { type Command, useCommands } from '../../../state/commands.ts'
import { notify } from '../../../state/toasts.ts'
import { useHoldKey } from '../rollback/use-hold-key.ts'
import type { Deed } from './deeds.ts'
import { nounOf } from './deploy-words.ts'

type Keys = {
  deploy: Deploy
  waits: boolean
  asleepFor: (name: Deed) => string | null
  held: () => HoldHandle | null
  /** Why it cannot be rolled back from here. */
  noRollback: string | null
  /** What somebody would type to roll it back; empty where that leads elsewhere. */
  byHand: string
  choose: () => void
  onDeed: (name: Deed) => void
  onBack: () => void
}

const group = 'This deploy'

/** A deploy's page without a mouse. Where something cannot be done, its key says why, as its button would. */
export function useDeployKeys({
  deploy,
  waits,
  asleepFor,
  held,
  noRollback,
  byHand,
  choose,
  onDeed,
  onBack,
}: Keys): void {
  const noun = nounOf(deploy)
  const hold = useHoldKey('b', held)
  const deed = (name: Deed, label: string, keys: string[]): Command => ({
    id: `deploy.${name}`,
    label,
    group,
    keys,
    asleep: asleepFor(name),
    run: () => onDeed(name),
  })
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(byHand)
      notify.done('Copied the rollback command', byHand)
    } catch (error) {
      notify.failed('Could not copy the rollback command', error)
    }
  }
  useCommands([
    deed('cancel', `Break off the ${noun}`, ['x']),
    ...(waits ? [deed('approve', `Approve the ${noun}`, ['a']), deed('reject', `Reject the ${noun}`, ['r'])] : []),
    ...(deploy.review === null ? [] : [deed('close_review', `Close the review of the ${noun}`, [])]),
    {
      id: 'deploy.rollback',
      label: `Hold to roll back ${deploy.target_app}`,
      group,
      keys: ['b'],
      palette: false,
      asleep: noRollback,
      run: () => (held() === null ? choose() : hold.press()),
    },
    {
      id: 'deploy.copy-rollback',
      label: 'Copy the rollback command',
      group,
      keys: ['y'],
      asleep: byHand === '' ? (noRollback ?? 'No command undoes it: the surface has the one for what runs now') : null,
      run: () => void copy(),
    },
    { id: 'deploy.back', label: 'Back to the surfaces', group, keys: ['Escape'], palette: false, run: onBack },
  ])
}
