import { clearMove } from './clear-move.ts'

let pointer = { x: -1, y: -1 }
addEventListener('pointermove', ({ clientX, clientY }) => {
  pointer = { x: clientX, y: clientY }
})

/**
 * A dangerous button is never under the pointer when its dialog opens: a second click of a double click would press it.
 * Moves the dialog aside by as much as it takes.
 */
export function keepClearOfPointer(dialog: HTMLElement, danger: HTMLElement): void {
  const view = { width: innerWidth, height: innerHeight }
  const move = clearMove(dialog.getBoundingClientRect(), danger.getBoundingClientRect(), pointer, view)
  if (move !== undefined) dialog.style.translate = `${move.x}px ${move.y}px`
}
