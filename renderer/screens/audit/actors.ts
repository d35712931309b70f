import { create } from 'zustand'
import type { ActorView } from '../../api.ts'
import { useEpoch } from '../../state/connection.ts'

/** Who each digest stands for, as the server last said. Every page of entries brings its own; later answers win. */
const useActors = create<Readonly<Record<string, ActorView>>>(() => ({}))

export const learnActors = (actors: Readonly<Record<string, ActorView>>): void => useActors.setState(actors)

export const useActor = (digest: string): ActorView | undefined => useActors((known) => known[digest])

// What another ledger says of people is not said here.
useEpoch.subscribe(() => useActors.setState({}, true))
