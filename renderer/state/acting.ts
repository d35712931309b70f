import { create } from 'zustand'
import { type SampleActor, sampleActors } from '../../shared/domain/actor.ts'
import { actAs } from '../transport.ts'
import { queryClient } from './queries.ts'

const key = 'countersign.acting'
const stored = sessionStorage.getItem(key)

/** Which sample person this window acts as. A window each, so that two can walk a countersignature. */
export const useActing = create<{ actor: SampleActor }>(() => ({
  actor: sampleActors.find((name) => name === stored) ?? 'commander',
}))

export function chooseActor(actor: SampleActor): void {
  sessionStorage.setItem(key, actor)
  useActing.setState({ actor })
  actAs(actor)
  // What one may do, and so every row's commands, follows from who acts.
  void queryClient.invalidateQueries()
}
