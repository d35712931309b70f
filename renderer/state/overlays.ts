import { create } from 'zustand'

type Overlay = 'palette' | 'keys' | 'hold' | 'connections' | null

/** At most one of the console's own overlays is open. */
export const useOverlay = create<{ open: Overlay }>(() => ({ open: null }))
export const showOverlay = (open: Overlay): void => useOverlay.setState({ open })
