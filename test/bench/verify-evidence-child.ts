// Verifies once, in a process of its own, and says how much memory that took at most: `verify-evidence-child.ts FILE`.
import { closeSync, openSync } from 'node:fs'
import { verifyPackage } from '../../main/evidence/verify-package.ts'
import { mostMemory } from './most-memory.ts'

const before = mostMemory()
const fd = openSync(process.argv[2] ?? '', 'r')
const { ok } = await verifyPackage(fd)
closeSync(fd)
process.stdout.write(JSON.stringify({ ok, before, maxRSS: mostMemory() }))
