import { create } from 'zustand'

const key = 'countersign.notifications'

/** `impossible`: no such thing in this browser, or at this address. */
type Choice = { wanted: boolean; permission: NotificationPermission | 'impossible' }

const isWanted = () => localStorage.getItem(key) === 'on'
const permissionNow = (): Choice['permission'] =>
  'Notification' in window && isSecureContext ? Notification.permission : 'impossible'

/** Whether this browser shows notifications: the desktop does so by itself. */
export const useNoticeChoice = create<Choice>(() => ({ wanted: isWanted(), permission: permissionNow() }))

export const areOn = ({ wanted, permission }: Choice): boolean => wanted && permission === 'granted'

/** The browser asks the person, and lets itself be told so by a click alone. */
export async function switchNoticesOn(): Promise<void> {
  const permission = await Notification.requestPermission()
  const wanted = permission === 'granted'
  if (wanted) localStorage.setItem(key, 'on')
  useNoticeChoice.setState({ wanted, permission })
}

export function switchNoticesOff(): void {
  localStorage.removeItem(key)
  useNoticeChoice.setState({ wanted: false })
}

/** The choice is the browser's, not the tab's. */
addEventListener('storage', (event) => {
  if (event.key === key) useNoticeChoice.setState({ wanted: isWanted(), permission: permissionNow() })
})
