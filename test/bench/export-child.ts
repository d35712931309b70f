// Exports once, in a process of its own, and says how much memory that took at most: `export-child.ts DATA_DIR KIND`.
import { createLog } from '../../main/log.ts'
import { openServices } from '../../main/services.ts'
import { evidenceKinds } from '../../shared/domain/evidence/format.ts'
import { exportAll } from './export-all.ts'
import { mostMemory } from './most-memory.ts'

const [, , dataDir = '', wanted] = process.argv
const kind = evidenceKinds.find((each) => each === wanted) ?? 'ledger'
const services = await openServices({ mode: 'server', dataDir, log: createLog('warn') })
const before = mostMemory()
const bytes = await exportAll(services, kind)
process.stdout.write(JSON.stringify({ bytes, before, maxRSS: mostMemory() }))
await services.close()
