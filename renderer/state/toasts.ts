import { Toast } from '@base-ui/react/toast'
import type { Connection } from '../api.ts'
import { sentenceOf } from '../problem.ts'
import { environmentWords } from './environments.ts'

export const toasts = Toast.createToastManager()

/** What just happened, after the server said so. A failure stays until it is dismissed. */
export const notify = {
  done: (title: string, description?: string) =>
    toasts.add({ type: 'done', title, timeout: 5000, ...(description === undefined ? {} : { description }) }),
  /** What just happened, and the way to it. It stays long enough to be pressed. */
  leading(title: string, description: string, { label, run }: { label: string; run: () => void }) {
    const id = toasts.add({
      type: 'done',
      title,
      description,
      timeout: 15_000,
      actionProps: {
        children: label,
        onClick() {
          toasts.close(id)
          run()
        },
      },
    })
  },
  failed: (title: string, error: unknown) =>
    toasts.add({ type: 'failed', title, description: sentenceOf(error), timeout: 0, priority: 'high' }),
  /** In which environment one now is, in its colour and in words. */
  arrived: ({ name, environment }: Connection) =>
    toasts.add({
      type: environment,
      title: `You are now in ${environmentWords[environment]}`,
      description: environment === 'sample' ? 'Nothing real is touched.' : name,
      timeout: 6000,
      priority: environment === 'production' ? 'high' : 'low',
    }),
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
