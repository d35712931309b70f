// node --import <this file> out/main/index.js: the built main process, with the stand-in where Electron would be.
import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const standIn = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
})

// Workers inherit this file; the specs speak with main alone.
if (isMainThread) await import('./remote-control.ts')
