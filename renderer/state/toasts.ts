import { Toast } from '@base-ui/react/toast'
import { sentenceOf } from '../problem.ts'

export const toasts = Toast.createToastManager()

/** What just happened, after the server said so. A failure stays until it is dismissed. */
export const notify = {
  done: (title: string, description?: string) =>
    toasts.add({ type: 'done', title, timeout: 5000, ...(description === undefined ? {} : { description }) }),
  failed: (title: string, error: unknown) =>
    toasts.add({ type: 'failed', title, description: sentenceOf(error), timeout: 0, priority: 'high' }),
}
