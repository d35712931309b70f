import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cruiseFolders } from '../support/cruise.ts'
import { rules } from '../support/layering-rules.ts'

/** One file that breaks the rule, and whatever it needs in order to do so. */
const violations: { rule: string; file: string; code: string; also?: Record<string, string> }[] = [
  { rule: 'shared-imports-nobody', file: 'shared/a.ts', code: `import 'node:fs'` },
  { rule: 'shared-imports-nobody', file: 'shared/a.ts', code: `import '../main/b.ts'` },
  { rule: 'shared-imports-nobody', file: 'shared/a.ts', code: `import type { B } from '../main/b.ts'` },
  { rule: 'shared-imports-nobody', file: 'shared/a.ts', code: `import 'react'` },
  { rule: 'renderer-imports-shared-only', file: 'renderer/a.tsx', code: `import type { B } from '../main/b.ts'` },
  { rule: 'renderer-imports-shared-only', file: 'renderer/transport.ts', code: `import '../main/b.ts'` },
  { rule: 'only-api-knows-the-app', file: 'renderer/a.ts', code: `import type { App } from '../main/http/app.ts'` },
  { rule: 'app-as-a-type-only', file: 'renderer/transport.ts', code: `import { app } from '../main/http/app.ts'` },
  { rule: 'renderer-without-node', file: 'renderer/a.ts', code: `import { join } from 'node:path'` },
  { rule: 'use-cases-know-no-door', file: 'main/use-cases/a/b.ts', code: `import '../../http/app.ts'` },
  { rule: 'use-cases-know-no-door', file: 'main/use-cases/a.ts', code: `import '../desktop/c.ts'` },
  { rule: 'use-cases-know-no-door', file: 'main/use-cases/a.ts', code: `import '../cli/c.ts'` },
  { rule: 'use-cases-without-http-types', file: 'main/use-cases/a.ts', code: `import type { Context } from 'hono'` },
  { rule: 'calls-go-one-way', file: 'main/store/a.ts', code: `import '../use-cases/c.ts'` },
  { rule: 'http-knows-no-other-door', file: 'main/http/a.ts', code: `import '../cli/c.ts'` },
  { rule: 'main-without-renderer', file: 'main/http/a.ts', code: `import '../../renderer/c.ts'` },
  { rule: 'electron-in-desktop-only', file: 'main/http/a.ts', code: `import type { App } from 'electron'` },
  { rule: 'electron-in-desktop-only', file: 'renderer/a.ts', code: `import { ipcRenderer } from 'electron'` },
  { rule: 'drivers-in-store-only', file: 'main/use-cases/a.ts', code: `import { sql } from 'kysely'` },
  { rule: 'drivers-in-store-only', file: 'main/http/a.ts', code: `import Database from 'better-sqlite3'` },
  { rule: 'drivers-in-store-only', file: 'main/cli/a.ts', code: `import { Client } from 'pg'` },
  { rule: 'keytar-in-keychain-only', file: 'main/desktop/a.ts', code: `const k = await import('keytar')` },
  { rule: 'zips-in-evidence-only', file: 'main/http/a.ts', code: `import { fromFd } from 'yauzl'` },
  { rule: 'zips-in-evidence-only', file: 'main/use-cases/a.ts', code: `import { ZipFile } from 'yazl'` },
  {
    rule: 'no-cycles',
    file: 'main/a.ts',
    code: `import './c.ts'`,
    also: { 'main/c.ts': `import './a.ts'` },
  },
  { rule: 'program-without-tests', file: 'main/a.ts', code: `import '../test/c.ts'` },
  { rule: 'no-development-packages', file: 'main/a.ts', code: `import 'react'` },
  { rule: 'everything-resolves', file: 'main/a.ts', code: `import './nowhere.ts'` },
]

const innocent: Record<string, string> = {
  'package.json': JSON.stringify({
    dependencies: {
      hono: '1',
      kysely: '1',
      pg: '1',
      'better-sqlite3': '1',
      keytar: '1',
      yauzl: '1',
      yazl: '1',
      zod: '1',
    },
    devDependencies: { electron: '1', react: '1' },
  }),
  'shared/ok.ts': `import 'zod'\nimport 'canonicalize'\nexport const ok = 1`,
  'main/b.ts': 'export type B = 1',
  'main/http/app.ts': `import 'hono'\nexport type App = 1\nexport const app = 1`,
  'main/desktop/c.ts': `import 'electron'\nimport '../http/app.ts'`,
  'main/cli/c.ts': `import '../use-cases/c.ts'`,
  'main/use-cases/c.ts': `import '../store/c.ts'\nimport '../../shared/ok.ts'`,
  'main/store/c.ts': `import 'kysely'\nimport 'better-sqlite3'\nimport 'pg'`,
  'main/identity/keychain.ts': `export const k = await import('keytar')`,
  'main/evidence/c.ts': `import 'yauzl'\nimport 'yazl'`,
  'preload/index.ts': `import 'electron'`,
  'renderer/c.ts': `import 'react'\nimport '../shared/ok.ts'`,
  'renderer/transport.ts': `import type { App } from '../main/http/app.ts'`,
  'test/c.ts': '',
  'main/type-a.ts': `import type { B } from './type-b.ts'\nexport type A = B[]`,
  'main/type-b.ts': `import type { A } from './type-a.ts'\nexport const b = 1\nexport type B = A[]`,
}
for (const name of [
  'zod',
  'canonicalize',
  'hono',
  'electron',
  'kysely',
  'better-sqlite3',
  'pg',
  'react',
  'keytar',
  'yauzl',
  'yazl',
]) {
  innocent[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' })
  innocent[`node_modules/${name}/index.js`] = ''
}

describe('the layering rules', () => {
  let folder: string

  const write = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
  }

  const brokenRules = async () => {
    const { summary } = await cruiseFolders(folder, ['main', 'preload', 'renderer', 'shared', 'test'])
    return summary.violations.map(({ rule }) => rule.name)
  }

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'countersign-layering-')))
    write(innocent)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  test('allow what the architecture draws', async () => {
    expect(await brokenRules()).toEqual([])
  })

  test.each(violations)('$rule refuses $file with $code', async ({ rule, file, code, also }) => {
    write({ [file]: code, ...also })
    expect(await brokenRules()).toContain(rule)
  })

  test('have a case each', () => {
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(rules.map(({ name }) => name)))
  })
})
