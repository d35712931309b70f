// Main's module has them too, and refuses: only preload may use them. In the page they are in page-shim.ts.
const refuse = () => {
  throw new Error('This belongs to preload')
}

export const contextBridge = { exposeInMainWorld: refuse }
export const ipcRenderer = { on: refuse, off: refuse, send: refuse }
