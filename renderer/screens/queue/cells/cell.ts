import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community'
import type { Action } from '../../../api.ts'

/**
 * A cell of the table, made by hand: a fast scroll makes hundreds of them in a second, and React would be most of that
 * work. A row that is on its way holds its place.
 */
export abstract class Cell implements ICellRendererComp<Action> {
  protected readonly element = document.createElement('span')
  #stop: (() => void) | undefined

  init(params: ICellRendererParams<Action>): void {
    this.refresh(params)
  }
  getGui(): HTMLElement {
    return this.element
  }
  refresh({ data }: ICellRendererParams<Action>): boolean {
    this.destroy()
    this.element.removeAttribute('title')
    if (data === undefined) {
      this.element.replaceChildren()
      this.element.className = 'block h-3 w-3/5 rounded-s bg-line'
    } else this.#stop = this.draw(data)
    return true
  }
  destroy(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  /** Answers how to stop following what it follows, if it follows anything. */
  protected abstract draw(action: Action): (() => void) | undefined
}

/** One line of text, whole on hover. */
export function write(element: HTMLElement, text: string, look = ''): void {
  element.className = `block truncate ${look}`
  element.textContent = text
  element.title = text
}
