// What `npm test` runs. To add a step, add it to this list.
import { join } from 'node:path'

export const parts = ['checks', 'unit', 'e2e', 'desktop', 'keyring', 'torture'] as const
export type Part = (typeof parts)[number]

/** How a step's tests are counted; a step without a report is one check, passed by its exit code. */
export type Report = 'vitest' | 'playwright'

export type Step = {
  name: string
  part: Part
  command: readonly string[]
  /** How many of the two cores it keeps busy. */
  cores: 1 | 2
  minutes: number
  /** A step that must have passed first. */
  after?: string
  report?: Report
  only?: NodeJS.Platform
}

const tool = (path: string, ...args: string[]) => [process.execPath, join('node_modules', path), ...args]
const script = (path: string, ...args: string[]) => [process.execPath, path, ...args]
const vitest = (project: string) => tool('vitest/vitest.mjs', 'run', '--project', project, '--allowOnly=false')
const playwright = (...args: string[]) => tool('@playwright/test/cli.js', 'test', '--forbid-only', ...args)
const withSecretService = (command: string[]) => [
  ...['dbus-run-session', '--'],
  ...script('test/support/secret-service.ts', ...command),
]

const check = { part: 'checks', cores: 1, minutes: 5 } as const

/** In the order in which they start when a core is free: what others wait for first, then the checks, then the tests. */
export const steps: readonly Step[] = [
  { ...check, name: 'build', command: script('resources/build.mjs') },
  { ...check, name: 'types: program', command: tool('typescript/bin/tsc', '-p', '.') },
  { ...check, name: 'types: renderer', command: tool('typescript/bin/tsc', '-p', 'renderer') },
  { ...check, name: 'types: tests in a page', command: tool('typescript/bin/tsc', '-p', 'test') },
  { ...check, name: 'lint', command: tool('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings') },
  { ...check, name: 'layering', command: script('test/support/layering.ts') },
  { ...check, name: 'dead code', command: tool('knip/bin/knip.js') },
  { ...check, name: 'bundle size', command: tool('size-limit/bin.js'), after: 'build' },
  {
    ...check,
    name: 'electronegativity',
    command: script('test/desktop/electronegativity/scan.mjs'),
    after: 'build',
  },
  {
    name: 'unit, store and HTTP',
    part: 'unit',
    command: vitest('unit'),
    cores: 2,
    minutes: 30,
    after: 'build',
    report: 'vitest',
  },
  {
    name: 'keyring',
    part: 'keyring',
    command: withSecretService(vitest('keyring')),
    cores: 1,
    minutes: 4,
    report: 'vitest',
    only: 'linux',
  },
  {
    name: 'end to end',
    part: 'e2e',
    command: playwright(),
    cores: 2,
    minutes: 50,
    after: 'build',
    report: 'playwright',
  },
  {
    name: 'desktop on the stand-in',
    part: 'desktop',
    command: playwright('--config', 'test/desktop/playwright.config.ts', '--project', 'stand-in'),
    cores: 2,
    minutes: 12,
    after: 'build',
    report: 'playwright',
  },
  {
    name: 'torture',
    part: 'torture',
    command: script('test/torture/main.ts', '--short'),
    cores: 2,
    minutes: 10,
    only: 'linux',
  },
]
