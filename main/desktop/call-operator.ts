import type { BrowserWindow } from 'electron'
import type { Logger } from 'pino'
import type { LocalConsole } from '../http/switchboard.ts'
import { type Count, followAttention } from './attention.ts'
import { showBadge } from './badge.ts'
import { notify } from './notifications.ts'
import type { ConsoleTray } from './tray.ts'
import type { ConsoleWindow } from './window.ts'

type Options = { local: LocalConsole; view: ConsoleWindow; tray: ConsoleTray; log: Logger }

/** What needs this person reaches them wherever they are: as notifications, and as a count that stays. */
export function callOperator({ local, view, tray, log }: Options): { stop(): void } {
  let count: Count | null = null
  let known = true
  const say = () => {
    const { name, environment } = local.current()
    tray.say(`${name} (${environment})`, count)
    showBadge(count?.needsMe ?? 0, view.current())
  }
  say()
  const unsubscribe = local.onChange(say)
  const { stop } = followAttention({
    local,
    show({ title, body, place, about }) {
      if (about !== null && isLookingAt(view.current(), place)) return
      notify({
        title,
        body,
        onClick: () => view.show(place),
        onFailure: (reason) => log.info({ reason }, 'notification not shown'),
      })
    },
    onCount(next) {
      count = next
      if (next !== null) known = true
      say()
    },
    onFailure(err) {
      // Once, not at every attempt of a night without a network.
      if (known) log.info({ err }, 'what needs this person is not known; it is asked again')
      known = false
    },
  })
  return {
    stop() {
      unsubscribe()
      stop()
    },
  }
}

/** Whether it is before their eyes: the window has the focus, and shows that very row. */
function isLookingAt(window: BrowserWindow | null, place: string): boolean {
  if (window === null || !window.isFocused()) return false
  const shown = whatIsOpen(URL.parse(window.webContents.getURL())?.hash ?? '')
  const meant = whatIsOpen(place)
  return shown.path === meant.path && shown.open === meant.open
}

function whatIsOpen(place: string): { path: string | undefined; open: string | null } {
  const [path, search] = place.split('?')
  return { path, open: new URLSearchParams(search).get('open') }
}
