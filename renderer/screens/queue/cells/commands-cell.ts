import type { Action } from '../../../api.ts'
import { nounOf } from '../dialogs/action-words.ts'
import { arranged, type RowCommand } from '../row-commands.ts'
import { useRowContext } from '../row-context.ts'
import { openRowMenu } from '../row-menu.tsx'
import { Cell } from './cell.ts'
import { element, picture } from './dom.ts'

const look = 'inline-flex h-6 items-center rounded-m border px-1.5 text-s font-semibold whitespace-nowrap'
const plain = 'border-line-strong bg-raised text-ink hover:bg-hover'
const danger = 'border-bad-solid bg-bad-solid text-on-solid hover:brightness-110'
const asleep = 'border-line bg-transparent text-faint cursor-not-allowed!'

/** The buttons of a row. Those that stay are kept when it changes, and with them the keyboard's focus. */
export class CommandsCell extends Cell {
  readonly #buttons = new Map<string, HTMLButtonElement>()

  protected draw(action: Action) {
    this.element.className = 'inline-flex max-w-full items-center gap-1'
    this.#show(action)
    return useRowContext.subscribe((now, before) => {
      const same = now.me === before.me && now.asleep === before.asleep && now.compact === before.compact
      if (!same) this.#show(action)
      else if (now.current !== before.current) this.#reach(action)
    })
  }

  #show(action: Action): void {
    const { buttons, more } = arranged(action, useRowContext.getState())
    const shown = buttons.map((command, index) => this.#command(action, command, index > 0))
    if (more.length > 0) shown.push(this.#menu(action))
    const { activeElement } = document
    for (const [name, button] of this.#buttons)
      if (!shown.includes(button)) {
        this.#buttons.delete(name)
        // The keyboard stays in the row.
        if (button === activeElement) this.element.closest<HTMLElement>('.ag-cell')?.focus()
        button.remove()
      }
    if (shown.some((button, index) => this.element.children[index] !== button)) this.element.replaceChildren(...shown)
    this.#reach(action)
  }

  /** Tab goes through the buttons of one row alone. */
  #reach({ id }: Action): void {
    const tabIndex = useRowContext.getState().current === id ? 0 : -1
    for (const button of this.#buttons.values()) button.tabIndex = tabIndex
  }

  #command(action: Action, { name, label, does, why: refused, danger: dangerous }: RowCommand, gives: boolean) {
    const button = this.#button(name)
    const why = useRowContext.getState().asleep ?? refused
    button.className = `${look} ${gives ? 'min-w-0' : 'shrink-0'} ${why !== null ? asleep : dangerous ? danger : plain}`
    button.setAttribute('aria-label', does)
    if (button.textContent !== label) button.replaceChildren(element('span', 'truncate', {}, [label]))
    for (const [attribute, value] of [
      ['aria-disabled', 'true'],
      ['aria-description', why ?? ''],
      ['data-why', why ?? ''],
    ] as const)
      if (why === null) button.removeAttribute(attribute)
      else button.setAttribute(attribute, value)
    button.onclick = () => {
      if (why === null) useRowContext.getState().give(name, action)
    }
    return button
  }

  #menu(action: Action): HTMLButtonElement {
    const button = this.#button('more')
    if (button.childElementCount === 0) button.append(picture('more', 14, ''))
    button.className = `${look} w-6 shrink-0 justify-center border-transparent px-0! text-muted hover:bg-hover hover:text-ink`
    button.setAttribute('aria-label', `More for ${nounOf(action)}`)
    button.setAttribute('aria-haspopup', 'menu')
    button.onclick = () => openRowMenu(action, button)
    return button
  }

  #button(name: string): HTMLButtonElement {
    const known = this.#buttons.get(name)
    if (known !== undefined) return known
    const made = element('button', '', { type: 'button' })
    this.#buttons.set(name, made)
    return made
  }
}
