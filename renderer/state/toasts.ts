import { Toast } from '@base-ui/react/toast'
import { sentenceOf } from '../problem.ts'

export const toasts = Toast.createToastManager()

/** What just happened, after the server said so. A failure stays until it is dismissed. */
export const notify = {
  done: (title: string, description?: string) =>
    toasts.add({ type: 'done', title, timeout: 5000, ...(description === undefined ? {} : { description }) }),
  failed: (title: string, error: unknown) =>
    toasts.add({ type: 'failed', title, description: sentenceOf(error), timeout: 0, priority: 'high' }),
  /** Somebody was alerted, and has to see it: it stays until they did. */
  alert(title: string, description: string, open: () => void) {
    const id = toasts.add({
      type: 'alert',
      title,
      description,
      timeout: 0,
      actionProps: {
        children: 'Show it',
        onClick() {
          toasts.close(id)
          open()
        },
      },
    })
  },
  /** A key was pressed for what cannot be done now: nothing was asked of the server. */
  refused: (title: string, why: string) =>
    toasts.add({ type: 'failed', title, description: why, timeout: 8000, priority: 'high' }),
}
