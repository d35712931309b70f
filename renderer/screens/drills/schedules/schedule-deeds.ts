import type { DrillSchedule } from '../../../drills-api.ts'

type Offer = DrillSchedule['commands'][number]
export type Asking = 'tell' | 'start' | 'pause' | 'resume' | 'retire'
export type Deed = {
  id: string
  label: string
  button: string
  kind?: 'primary'
  key?: string
  /** By the server's word. */
  asleep: string | null
  does: Asking | 'edit'
}

/** What can be done with a schedule, in the order of its buttons: as the server offers it. */
export function deedsOf({ status, commands }: DrillSchedule, offline: string | null): readonly Deed[] {
  const asleep = (name: Offer['name']): string | null => offline ?? refusedBecause(commands, name)
  const isActive = status === 'active'
  return [
    {
      id: 'tell',
      label: 'Tell the owners now',
      button: 'Tell the owners now…',
      kind: 'primary',
      key: 't',
      asleep: asleep('deliver'),
      does: 'tell',
    },
    {
      id: 'start',
      label: 'Start a drill',
      button: 'Start drill…',
      key: 's',
      asleep: asleep('start_drill'),
      does: 'start',
    },
    { id: 'edit', label: 'Edit it', button: 'Edit', key: 'e', asleep: asleep('edit'), does: 'edit' },
    {
      id: 'pause',
      label: isActive ? 'Pause it' : 'Resume it',
      button: isActive ? 'Pause…' : 'Resume…',
      key: 'p',
      asleep: asleep(isActive ? 'pause' : 'resume'),
      does: isActive ? 'pause' : 'resume',
    },
    { id: 'retire', label: 'Retire it', button: 'Retire…', asleep: asleep('retire'), does: 'retire' },
  ]
}

function refusedBecause(commands: readonly Offer[], name: Offer['name']): string | null {
  const offer = commands.find((each) => each.name === name)
  if (offer === undefined) return 'The server does not offer this here.'
  return offer.enabled ? null : (offer.reason ?? 'The server does not allow this now.')
}
