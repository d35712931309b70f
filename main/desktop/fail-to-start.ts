import { app, dialog } from 'electron'

/** A sentence in a box instead of a stack or of nothing; the box may be shown before the runtime is ready. */
export function failToStart(error: unknown): void {
  dialog.showErrorBox('Countersign could not start', error instanceof Error ? error.message : String(error))
  app.exit(1)
}
