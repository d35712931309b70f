import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopBridge, DesktopCommand } from '../shared/contract/desktop.ts'

const waiting: DesktopCommand[] = []
const wait = (command: DesktopCommand): unknown => waiting.push(command)
let deliver = wait
ipcRenderer.on('command', (_event, command: DesktopCommand) => deliver(command))

const bridge: DesktopBridge = {
  platform: process.platform,
  onCommand(listener) {
    deliver = listener
    for (const command of waiting.splice(0)) listener(command)
    return () => {
      if (deliver === listener) deliver = wait
    }
  },
  setTheme: (choice) => ipcRenderer.send('theme', choice),
}
contextBridge.exposeInMainWorld('desktop', bridge)
