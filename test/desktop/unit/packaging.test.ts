import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'

// With the very parser and schema that electron-builder brings along for itself.
const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'))
const library = createRequire(builder.resolve('app-builder-lib/package.json'))
const { load } = library('js-yaml') as { load(text: string): Config }
type Config = Record<string, Record<string, unknown>>

const config = load(readFileSync('electron-builder.yml', 'utf8'))
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

test("is what electron-builder's own schema allows", () => {
  const schema = builder('app-builder-lib/scheme.json') as object
  const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)
  validate(config)
  expect(validate.errors).toBeNull()
  validate({ ...config, electronFuses: { runAsnode: false } })
  expect(validate.errors).not.toBeNull()
})

test('every fuse stands where it must', () => {
  expect(config.electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
    resetAdHocDarwinSignature: true,
  })
})

test('the package is one archive, with native modules beside it and nothing compiled', () => {
  expect(config).toMatchObject({ asar: true, asarUnpack: ['**/*.node'], npmRebuild: false })
  expect(config).not.toHaveProperty('disableAsarIntegrity')
})

test('links and the window belong to the installed program', () => {
  expect(config.protocols).toEqual([{ name: 'Countersign', schemes: ['countersign'] }])
  expect(config.linux?.syncDesktopName).toBe(true)
  expect(manifest.desktopName).toBe('countersign.desktop')
})

test('Windows knows the program by one identity', () => {
  expect(readFileSync('main/desktop/start.ts', 'utf8')).toContain(`setAppUserModelId('${config.appId}')`)
})

describe('what is packed', () => {
  test('is the build, the manifest and the picture that main loads', () => {
    expect(config.files).toEqual([
      'out/**',
      '!out/**/*.map',
      '!**/node_modules/better-sqlite3/{deps,src}/**',
      'package.json',
      'resources/icons/tray.png',
    ])
    expect(manifest.main).toBe('out/main/index.js')
  })

  test('has its pictures', () => {
    for (const path of [config.linux?.icon, config.mac?.icon, config.win?.icon, 'resources/icons/tray.png']) {
      expect(existsSync(String(path)), String(path)).toBe(true)
    }
  })

  test.each([
    ['linux', ['deb', 'rpm', 'AppImage']],
    ['mac', ['dmg', 'zip']],
    ['win', ['nsis']],
  ])('on %s are %j', (system, targets) => {
    expect(config[system]?.target).toEqual(targets)
  })
})
