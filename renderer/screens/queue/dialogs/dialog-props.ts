import type { Action } from '../../../api.ts'

export type DialogProps = {
  /** As it is now, not as it was when the dialog opened. */
  action: Action
  /** Why nothing can be sent at all: the server does not answer. */
  asleep: string | null
  finalFocus: () => HTMLElement | null
  onClose: () => void
}
