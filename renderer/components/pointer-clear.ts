let pointer = { x: -1, y: -1 }
addEventListener('pointermove', ({ clientX, clientY }) => {
  pointer = { x: clientX, y: clientY }
})

/**
 * A dangerous button is never under the pointer when its dialog opens: a second click of a double click would press it.
 * Moves the dialog down or up by as much as it takes.
 */
export function keepClearOfPointer(dialog: HTMLElement, danger: HTMLElement): void {
  const { left, right, top, bottom, height } = danger.getBoundingClientRect()
  const margin = 12
  const under =
    pointer.x > left - margin && pointer.x < right + margin && pointer.y > top - margin && pointer.y < bottom + margin
  if (!under) return
  const down = pointer.y + margin - top
  const room = innerHeight - dialog.getBoundingClientRect().bottom
  dialog.style.translate = `0 ${down < room ? down + margin : pointer.y - margin - height - top - margin}px`
}
