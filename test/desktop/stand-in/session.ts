import { EventEmitter } from 'node:events'
import type { CustomScheme } from 'electron'
import { app } from './app.ts'
import { type Handler, serveScheme } from './loopback.ts'
import { note } from './record.ts'

type Decide = (...args: never[]) => unknown

class Protocol {
  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    note('protocol.registerSchemesAsPrivileged', schemes)
  }

  handle(scheme: string, handler: Handler): void {
    if (!app.isReady()) throw new Error('Session can only be received when app is ready')
    note('protocol.handle', scheme)
    serveScheme(scheme, handler)
  }
}

/** Keeps what main decides, so that specs can ask it. No page asks: permissions are the browser's own in here. */
class Session extends EventEmitter {
  readonly protocol = protocol
  readonly decides: Record<string, Decide | null> = {}
  readonly webRequest = {
    onBeforeRequest: (filter: { urls: string[] }, listener: Decide) => {
      note('webRequest.onBeforeRequest', filter)
      this.decides.beforeRequest = listener
    },
  }

  setPermissionRequestHandler = (handler: Decide | null) => {
    this.decides.permissionRequest = handler
  }
  setPermissionCheckHandler = (handler: Decide | null) => {
    this.decides.permissionCheck = handler
  }
  setDevicePermissionHandler = (handler: Decide | null) => {
    this.decides.device = handler
  }
  setCertificateVerifyProc = (handler: Decide | null) => {
    this.decides.certificate = handler
  }
  fetch = (input: string | Request, init?: RequestInit) => fetch(input, init)
}

export const protocol = new Protocol()
const partitions = new Map<string, Session>()
let standard: Session | undefined

export const session = {
  get defaultSession() {
    if (!app.isReady()) throw new Error('Session can only be received when app is ready')
    standard ??= new Session()
    return standard
  },
  fromPartition(name: string, options?: { cache: boolean }) {
    note('session.fromPartition', { name, ...options })
    const known = partitions.get(name) ?? new Session()
    partitions.set(name, known)
    return known
  },
}
