// Completes package-lock.json with the optional packages of other platforms.
//
// npm writes a lock entry only for what the registry at hand could answer for, and a mirror may carry the binaries of
// one platform alone. `npm ci` then refuses the lockfile everywhere. This adds the missing entries (name, version,
// platform; npm itself adds the integrity when it first sees the package) so that one lockfile serves every system.
import { readFileSync, writeFileSync } from 'node:fs'

const OS = {
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  linuxmusl: 'linux',
  openharmony: 'openharmony',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  sunos: 'sunos',
  aix: 'aix',
  win32: 'win32',
  windows: 'win32',
  wasm32: 'none',
  wasi: 'none',
}
const CPU = {
  arm: 'arm',
  arm64: 'arm64',
  x64: 'x64',
  ia32: 'ia32',
  ppc64: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  loong64: 'loong64',
  mips64el: 'mips64el',
  wasm32: 'wasm32',
}

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const nowhere = []
let added = 0

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`
    const hoisted = `node_modules/${name}`
    if (lock.packages[nested] || lock.packages[hoisted]) continue
    const words = name.split(/[-/_]/)
    const os = words.map((word) => OS[word]).find(Boolean)
    const cpu = words.map((word) => CPU[word]).find(Boolean)
    if (!os && !cpu) {
      nowhere.push(`${name} (optional for ${path})`)
      continue
    }
    const version = range.replace(/^[\^~]/, '')
    lock.packages[hoisted] = {
      version,
      cpu: [cpu ?? 'none'],
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      os: [os ?? 'none'],
    }
    added++
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
process.stdout.write(
  `package-lock.json: ${added} platform entries added\n${nowhere.map((line) => `left alone: ${line}\n`).join('')}`,
)
