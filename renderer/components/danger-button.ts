import { createContext, type RefObject } from 'react'

/** The button of a dialog that does what the dialog is about. */
export const DangerButton = createContext<RefObject<HTMLElement | null> | null>(null)
