import type { ICellRendererComp, ICellRendererParams } from 'ag-grid-community'
import type { Action } from '../../../api.ts'

type Params = ICellRendererParams<Action, string>

/** Text alone, without React: most cells are of this kind, and a fast scroll makes hundreds of them. */
abstract class TextCell implements ICellRendererComp<Action> {
  readonly #element = document.createElement('span')
  protected abstract readonly look: string

  init(params: Params): void {
    this.refresh(params)
  }
  getGui(): HTMLElement {
    return this.#element
  }
  refresh({ data, value }: Params): boolean {
    const text = data === undefined ? '' : (value ?? '')
    // A row that is on its way holds its place.
    this.#element.className = data === undefined ? 'block h-3 w-3/5 rounded-s bg-line' : `block truncate ${this.look}`
    this.#element.textContent = text
    this.#element.title = text
    return true
  }
}

export class ProseCell extends TextCell {
  protected readonly look = ''
}

export class NameCell extends TextCell {
  protected readonly look = 'font-mono text-s'
}
