import { create } from 'zustand'

/** The span that keys act on, in whichever of the views. `byKey`: the focus goes along. */
type Current = { trace: string | null; span: string | null; byKey: boolean }
export const useCurrent = create<Current>(() => ({ trace: null, span: null, byKey: false }))

export const moveTo = (trace: string, span: string | null, byKey = false): void =>
  useCurrent.setState({ trace, span, byKey })

/** Where one is in this trace: nowhere yet, if one was in another. */
export const currentIn = (trace: string): string | null => {
  const { trace: of, span } = useCurrent.getState()
  return of === trace ? span : null
}
