import { readFileSync } from 'node:fs'

/** Of this process, in KiB. Not `maxRSS`: Linux hands a new process that of whoever started it. */
export const mostMemory = (): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
