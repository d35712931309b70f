// Exports once, in a process of its own, and says how much memory that took at most: `export-child.ts DATA_DIR KIND`.
import { readFileSync } from 'node:fs'
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { evidenceKinds } from '../../shared/domain/evidence/format.ts'
import { exportAll } from './export-all.ts'

/** In KiB. Not `maxRSS`: Linux hands a new process that of whoever started it. */
const most = (): number => Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])

const [, , dataDir = '', wanted] = process.argv
const kind = evidenceKinds.find((each) => each === wanted) ?? 'ledger'
const services = await openServices({ mode: 'server', dataDir, log: createLog('warn') })
const before = most()
const bytes = await exportAll(services, kind)
process.stdout.write(JSON.stringify({ bytes, before, maxRSS: most() }))
await services.close()
