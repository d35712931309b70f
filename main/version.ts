import { readFileSync } from 'node:fs'

/** From the package itself, which lies one folder above both the sources and the build. */
function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
      if (name === 'countersign') return version
    } catch {}
  }
  return '0.0.0'
}

export const version: string = readVersion()
