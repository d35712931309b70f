import { currentCommands } from './commands.ts'
import { notify } from './toasts.ts'

const typing = 'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="combobox"]'
const popup = '[role="menu"], [role="listbox"]'
const modal = '[role="dialog"][data-open], [role="alertdialog"][data-open]'
const pressable = 'button, a, summary, [role="button"], [role="tab"], [role="option"]'
/** A button that sleeps keeps the focus and takes every key for itself, so that none presses it. The console's keys go on. */
const sleeping = '[aria-disabled="true"]'
const patience = 1200

const isTyping = ({ target }: KeyboardEvent): boolean => target instanceof Element && target.closest(typing) !== null

/** How the registry would write what was pressed, or null where a key must keep its ordinary meaning. */
function strokeOf(event: KeyboardEvent): string | null {
  if (event.isComposing || event.altKey || !(event.target instanceof Element)) return null
  if (event.defaultPrevented && event.target.closest(sleeping) === null) return null
  const mod = event.ctrlKey || event.metaKey
  if (document.querySelector(modal) !== null || event.target.closest(popup) !== null) return null
  if (!mod && isTyping(event) && event.key !== 'Escape') return null
  if ((event.key === 'Enter' || event.key === ' ') && event.target.closest(pressable) !== null) return null
  return mod ? `Mod+${event.key.toLowerCase()}` : event.key
}

/** On window, after everyone else: an open popup that took Escape has stopped it before it comes here. */
export function listenForKeys(): () => void {
  let prefix = ''
  let forget: ReturnType<typeof setTimeout> | undefined

  const onKeyDown = (event: KeyboardEvent) => {
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
    const stroke = strokeOf(event)
    const pressed = stroke === null ? null : `${prefix}${stroke}`
    prefix = ''
    clearTimeout(forget)
    if (pressed === null) return
    // Out of a field Escape goes on only to what asked for it: a search field keeps it for itself.
    const isFree = event.key !== 'Escape' || !isTyping(event)
    const commands = currentCommands()
      .reverse()
      .filter(({ whileTyping = false }) => isFree || whileTyping)
    const command = commands.find(({ keys }) => keys?.includes(pressed))
    if (command !== undefined) {
      event.preventDefault()
      const asleep = command.asleep ?? null
      if (asleep === null) command.run()
      // One that is held down has said it once.
      else if (!event.repeat) notify.refused(`Not possible: ${command.label}`, asleep)
      return
    }
    if (!commands.some(({ keys }) => keys?.some((each) => each.startsWith(`${pressed} `)))) return
    prefix = `${pressed} `
    forget = setTimeout(() => {
      prefix = ''
    }, patience)
  }

  addEventListener('keydown', onKeyDown)
  return () => {
    removeEventListener('keydown', onKeyDown)
    clearTimeout(forget)
  }
}
