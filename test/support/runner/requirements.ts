// What the tests need from the machine: installed on Debian when we are root, named everywhere else.
import { existsSync, readdirSync } from 'node:fs'
import { findChromium } from '../chromium.ts'
import { findInPath } from '../find-program.ts'
import { findPostgres } from '../postgres.ts'
import type { Part } from './steps.ts'

export type Requirement = {
  name: string
  for: readonly Part[]
  isThere: () => boolean
  apt: readonly string[]
  dnf?: string
  brew?: string
  linuxOnly?: boolean
  /** Tests do without it and say so; it is installed when others are, and never asked for. */
  optional?: boolean
}

const libraryFolders = [
  '/usr/lib',
  '/usr/lib64',
  '/lib',
  ...['x86_64', 'aarch64', 'arm'].map((cpu) => `/usr/lib/${cpu}-linux-gnu`),
]
const hasLibrary = (name: string) => libraryFolders.some((folder) => existsSync(`${folder}/${name}`))

const fontFolders = ['/usr/share/fonts/truetype', '/usr/share/fonts', '/usr/share/fonts/TTF']
const hasFont = (family: RegExp) =>
  fontFolders.some((folder) => existsSync(folder) && readdirSync(folder).some((name) => family.test(name)))

const requirements: readonly Requirement[] = [
  {
    name: 'Chromium',
    for: ['unit', 'e2e', 'desktop'],
    isThere: () => findChromium() !== undefined,
    apt: ['chromium'],
    dnf: 'chromium',
    brew: '--cask google-chrome',
  },
  {
    name: 'PostgreSQL',
    for: ['unit', 'e2e', 'torture'],
    isThere: () => findPostgres() !== undefined,
    apt: ['postgresql'],
    dnf: 'postgresql-server',
    brew: 'postgresql@17',
  },
  // What is deployed is deployed with git, and the steps of the workflows are run as a forge runs them.
  ...['git', 'curl', 'jq'].map((program) => ({
    name: program,
    for: ['unit', 'e2e', 'torture'] as const,
    isThere: () => findInPath(program) !== undefined,
    apt: [program],
    dnf: program,
    brew: program,
  })),
  {
    name: 'D-Bus',
    for: ['keyring'],
    isThere: () => Boolean(findInPath('dbus-run-session') && findInPath('dbus-send')),
    apt: ['dbus', 'dbus-bin', 'dbus-daemon'],
    dnf: 'dbus-daemon dbus-tools',
    linuxOnly: true,
  },
  {
    name: 'the GNOME keyring',
    for: ['keyring'],
    isThere: () => findInPath('gnome-keyring-daemon') !== undefined,
    apt: ['gnome-keyring'],
    dnf: 'gnome-keyring',
    linuxOnly: true,
  },
  {
    name: 'libsecret',
    for: ['keyring'],
    isThere: () => hasLibrary('libsecret-1.so.0'),
    apt: ['libsecret-1-0'],
    dnf: 'libsecret',
    linuxOnly: true,
  },
  {
    name: 'fonts (DejaVu and Liberation)',
    for: ['e2e', 'desktop'],
    isThere: () => hasFont(/dejavu/i) && hasFont(/liberation/i),
    apt: ['fonts-dejavu-core', 'fonts-liberation'],
    dnf: 'dejavu-sans-fonts liberation-fonts',
    linuxOnly: true,
  },
  {
    name: 'Xvfb',
    for: ['desktop'],
    isThere: () => findInPath('xvfb-run') !== undefined && findInPath('xauth') !== undefined,
    apt: ['xvfb', 'xauth'],
    linuxOnly: true,
    optional: true,
  },
  {
    name: 'strace',
    for: ['torture'],
    isThere: () => findInPath('strace') !== undefined,
    apt: ['strace'],
    linuxOnly: true,
    optional: true,
  },
]

/** What these parts need and the machine does not have. */
export const missingFor = (parts: readonly Part[]): Requirement[] =>
  requirements
    .filter((requirement) => requirement.for.some((part) => parts.includes(part)))
    .filter(({ linuxOnly }) => !linuxOnly || process.platform === 'linux')
    .filter(({ isThere }) => !isThere())

/** One message: what is missing, and the command that brings it. */
export function howToGet(missing: readonly Requirement[]): string {
  const names = missing.map(({ name }) => name).join(', ')
  const listOf = (pick: (requirement: Requirement) => string | undefined) => missing.map(pick).filter(Boolean).join(' ')
  const commands = findInPath('apt-get')
    ? `sudo apt-get install ${listOf(({ apt }) => apt.join(' '))}`
    : findInPath('dnf')
      ? `sudo dnf install ${listOf(({ dnf }) => dnf)}`
      : findInPath('brew')
        ? missing
            .map(({ brew }) => brew && `brew install ${brew}`)
            .filter(Boolean)
            .join(' && ')
        : 'install them with the package manager of your system (Windows: the installers of PostgreSQL and Google Chrome)'
  return `The tests need ${names}, which this machine does not have. To get them:\n  ${commands}`
}
