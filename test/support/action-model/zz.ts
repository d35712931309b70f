import { mkdtempSync } from 'node:fs'
import fc from 'fast-check'
import { batchOf } from './plan.ts'
import { play } from './play.ts'
import { openSetting } from './setting.ts'

const setting = await openSetting({ dataDir: mkdtempSync('/tmp/model-') }, 2)
const t = performance.now()
let req = 0
for (const [i, b] of fc
  .sample(batchOf(25), { numRuns: Number(process.argv[2] ?? 3), seed: Number(process.argv[3] ?? 5) })
  .entries()) {
  const { faults, requests } = await play(setting, b, `b${i}`)
  req += requests
  for (const f of faults) console.log(f.slice(0, 1500))
}
console.log(req, 'requests', (performance.now() - t) / req, 'ms each')
await setting.close()
