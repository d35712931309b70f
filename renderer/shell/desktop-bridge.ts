import type { DesktopBridge } from '../../shared/contract/desktop.ts'
import { runCommand } from '../state/commands.ts'

declare global {
  interface Window {
    /** Put there by preload, in the desktop only. */
    desktop?: DesktopBridge
  }
}

const question = '[role="alertdialog"][data-open]'

/** Menu commands and deep links. A link only ever leads to a place: nothing is carried out by it. */
export function listenToDesktop(goTo: (path: string) => void): () => void {
  const stop = window.desktop?.onCommand((command) => {
    switch (command.kind) {
      case 'go':
        return goTo(command.place.slice(1))
      case 'run':
        // What is being asked must be answered first.
        return void (document.querySelector(question) ?? runCommand(command.id))
      default:
        command satisfies never
    }
  })
  return () => stop?.()
}
