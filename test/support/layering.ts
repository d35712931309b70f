// The layering check. dependency-cruiser passes when it sees nothing, so this also counts what it saw.
import { readdirSync } from 'node:fs'
import { cruiseFolders } from './cruise.ts'

const folders = ['main', 'preload', 'renderer', 'shared', 'test']
const isSource = (name: string) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts')

const { modules, summary } = await cruiseFolders(process.cwd(), folders)
const blind = folders.filter((folder) => {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isSource)
  const seen = modules.filter(({ source }) => source.startsWith(`${folder}/`))
  return sources.length === 0 || seen.length < sources.length
})

for (const { rule, from, to } of summary.violations) process.stdout.write(`${rule.name}: ${from} → ${to}\n`)
for (const folder of blind) process.stdout.write(`dependency-cruiser did not see every module of ${folder}/\n`)
process.stdout.write(`${modules.length} modules, ${summary.totalDependenciesCruised} imports\n`)
process.exit(summary.violations.length + blind.length > 0 ? 1 : 0)
