import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command, CommanderError } from 'commander'
import { evidenceKindOf } from '../../shared/domain/evidence/kinds.ts'
import { publicKeyIn } from '../evidence/check-keys.ts'
import { type PackageReport, verifyPackage } from '../evidence/verify-package.ts'
import { print } from './context.ts'

type Flags = { key?: string; json?: boolean }

/** The command was not right, or there is nothing to read: of the package, that says nothing. */
const unusable = 2

export function evidenceCommands(program: Command): void {
  const evidence = program.command('evidence').description('packages of evidence')
  evidence
    .command('verify')
    .description(
      'check a package of evidence, with nothing but the file; exits 1 naming what does not hold on its last line',
    )
    .argument('<file>', 'the package, a zip')
    .option('--key <file>', 'the ledger’s public key, known from elsewhere: PEM, or a verifier key')
    .option('--json', 'print the report as JSON')
    .exitOverride((error: CommanderError) => process.exit(error.exitCode === 0 ? 0 : unusable))
    .action(verify)
}

async function verify(file: string, flags: Flags): Promise<void> {
  const known = flags.key === undefined ? undefined : readKey(flags.key)
  const fd = known === null ? undefined : open(file)
  if (fd === undefined) return
  try {
    const report = await verifyPackage(fd, known ?? undefined)
    if (!report.ok) process.exitCode = 1
    if (flags.json) print(asciiControls(JSON.stringify({ ...report, key: known ? 'compared' : 'its own' })))
    else for (const line of linesOf(file, report, known ? flags.key : undefined)) print(plain(line))
  } finally {
    closeSync(fd)
  }
}

/** A package says whatever its maker likes, and a terminal obeys some of it: of that nothing is printed as it is. */
const plain = (line: string): string => line.replaceAll(/\p{C}/gu, '\u{fffd}')
const longest = 400
const brief = (text: string | null): string =>
  text === null || text.length <= longest ? `${text}` : `${text.slice(0, longest)}…`

/** Still the same JSON: within it, all that is no letter or sign stands in texts, where it can be written as a number. */
const asciiControls = (json: string): string =>
  json.replaceAll(/\p{C}/gu, (each) =>
    [...Array(each.length).keys()].map((i) => `\\u${each.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
  )

function linesOf(file: string, report: PackageReport, keyFile: string | undefined): string[] {
  const { ok, kind, origin, size, root, as_of, key_fingerprint: key, first_bad: bad } = report
  const lines: string[] = []
  if (kind !== null) lines.push(`${evidenceKindOf[kind].title}, of the ledger ${brief(origin)}`)
  if (size !== null) lines.push(`as of ${brief(as_of)}: a tree of ${size}, root ${brief(root)}`)
  if (ok) lines.push(checked(report))
  if (key !== null) lines.push(`SHA-256 of the key: ${key}`)
  if (bad) return [...lines, `${file} does not hold: ${brief(bad.file)}${placed(bad.where)}: ${brief(bad.why)}`]
  if (keyFile !== undefined) return [...lines, `${file} holds, under the key in ${keyFile}`]
  return [
    ...lines,
    'That key is the package’s own: whose it is, only you can tell. Compare it, or give the one that you know with --key.',
    `${file} holds, under its own key`,
  ]
}

const placed = (where: string | null): string => (where === null ? '' : `, ${brief(where)}`)

function checked({ rows, entries, proofs, actors, erased }: PackageReport): string {
  const people = erased === 0 ? `${actors} people` : `${actors} people (${erased} erased)`
  return `checked: ${rows} rows, ${entries} entries, ${proofs} proofs, ${people}`
}

function open(file: string): number | undefined {
  try {
    const fd = openSync(found(file), 'r')
    if (statSync(found(file)).isFile()) return fd
    closeSync(fd)
    return unreadable(file, 'it is no file')
  } catch (error) {
    return unreadable(file, error instanceof Error ? error.message : String(error))
  }
}

function readKey(file: string): Uint8Array | null {
  try {
    const key = publicKeyIn(readFileSync(found(file), 'utf8'))
    if (key) return key
    unreadable(file, 'it holds no Ed25519 public key')
  } catch (error) {
    unreadable(file, error instanceof Error ? error.message : String(error))
  }
  return null
}

/** npm runs its scripts in the project's folder, and says where it was called. */
function found(file: string): string {
  const here = resolve(file)
  const { INIT_CWD: called } = process.env
  return existsSync(here) || called === undefined ? here : resolve(called, file)
}

function unreadable(file: string, why: string): undefined {
  process.stderr.write(`countersign: ${file} cannot be read: ${why}\n`)
  process.exitCode = unusable
}
