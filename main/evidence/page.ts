import { hash } from 'node:crypto'
import type { Json } from '../../shared/domain/entry.ts'
import { canonicalText } from '../../shared/domain/entry.ts'
import { evidenceFiles, type Manifest, type RevealedActor } from '../../shared/domain/evidence/format.ts'
import type { EvidenceKind, EvidenceRow } from '../../shared/domain/evidence/kind.ts'
import { escapeHtml as e } from './escape-html.ts'
import { pageColumns, type Shows } from './page-columns.ts'
import { pageStyle } from './page-style.ts'

export const rowsOnPage = 1000

export type PageFacts = {
  kind: EvidenceKind
  manifest: Omit<Manifest, 'files'>
  fingerprint: string
  /** The first ones, and how many there are. */
  rows: readonly EvidenceRow[]
  total: number
  /** By digest. */
  people: ReadonlyMap<string, RevealedActor>
}

/** For a person with a browser and nothing else: it runs nothing, loads nothing, and says how the rest is verified. */
export function page(facts: PageFacts): string {
  const { kind, manifest } = facts
  const style = hash('sha256', pageStyle, 'base64')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${style}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evidence: ${e(kind.title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>Evidence: ${e(kind.title)}</h1>
<p class="muted">A package of Countersign, as of <time datetime="${e(manifest.as_of)}">${e(manifest.as_of)}</time>.</p>
<h2>What this is</h2>
<p>${whatThisIs(facts)}</p>
<dl>
${definitions(facts)}
</dl>
<h2>How to verify it</h2>
<p>This page proves nothing by itself: anybody can write one. The files beside it do. <code>countersign evidence verify PACKAGE.zip</code> checks all of them without network or database; <code>${e(evidenceFiles.instructions)}</code> says how to do it by hand, with <code>openssl</code> and <code>sha256sum</code>. Compare the fingerprint above with one that you got another way.</p>
<h2>${facts.kind.main === null ? 'Entries' : 'Rows'}</h2>
${table(facts)}
</body>
</html>
`
}

function whatThisIs({ kind, manifest }: PageFacts): string {
  const { rows, entries, size } = manifest
  const what =
    kind.main === null
      ? `${number(entries)} of the ${number(size)} entries that the ledger had then`
      : `${number(rows)} rows, and the ${number(entries)} ledger entries from which they follow, of the ${number(size)} that the ledger had then`
  return e(`It holds ${what}; the proofs that these are in the ledger; and who is behind them, by name.`)
}

function definitions({ manifest, fingerprint }: PageFacts): string {
  const { workspace, origin, filter, size, root } = manifest
  const facts: [string, string][] = [
    ['Workspace', workspace],
    ['Asked for', Object.keys(filter).length === 0 ? 'everything' : canonicalText(filter)],
    ['Ledger', origin],
    ['Its size and root', `${size} · ${root}`],
    ['Signed by the key with the fingerprint', fingerprint],
  ]
  return facts.map(([name, value]) => `<dt>${e(name)}</dt><dd><bdi>${e(value)}</bdi></dd>`).join('\n')
}

function table({ kind, rows, total, people }: PageFacts): string {
  if (total === 0) return '<p>Nothing matched.</p>'
  const columns = pageColumns[kind.name]
  const head = columns.map(([, heading]) => `<th scope="col">${e(heading)}</th>`).join('')
  const body = rows.map((row) => {
    const cells = columns.map(
      ([name, , shows = 'plain']) => `<td><bdi>${e(textOf(row[name] ?? null, shows, people))}</bdi></td>`,
    )
    return `<tr>${cells.join('')}</tr>`
  })
  const rest = total > rows.length ? `<p>${e(restText(kind, rows.length, total))}</p>\n` : ''
  return `${rest}<div class="wide"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody>\n</table></div>`
}

const restText = ({ main }: EvidenceKind, shown: number, total: number): string =>
  `The first ${number(shown)} of ${number(total)} are shown. All of them are in ${main === null ? evidenceFiles.entries : `${main}.json and ${main}.csv`}.`

/** Written the same wherever it is written: not in the language of the machine. */
const number = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')

function textOf(value: Json, shows: Shows, people: PageFacts['people']): string {
  if (value === null) return ''
  if (shows === 'json') return canonicalText(value)
  if (shows !== 'plain')
    return namedIn(value, shows)
      .map((named) => textOfNamed(named, people))
      .join('\n')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'object' ? canonicalText(value) : String(value)
}

type Named = { digest: string; at: string | null }
const textOfNamed = ({ digest, at }: Named, people: PageFacts['people']): string =>
  at === null ? nameOf(digest, people) : `${nameOf(digest, people)}, ${at}`

/** Rows are ours, and so is what stands in a column of people. */
function namedIn(value: Json, shows: Shows): Named[] {
  if (shows === 'person') return isPerson(value) ? [{ digest: value.digest, at: null }] : []
  if (shows !== 'approvals' || !Array.isArray(value)) return []
  return value.filter(isApproval).map(({ actor, at }) => ({ digest: actor.digest, at }))
}

const isPerson = (value: unknown): value is { digest: string } =>
  typeof value === 'object' && value !== null && 'digest' in value && typeof value.digest === 'string'
const isApproval = (value: unknown): value is { actor: { digest: string }; at: string } =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  typeof value.at === 'string' &&
  'actor' in value &&
  isPerson(value.actor)

function nameOf(digest: string, people: PageFacts['people']): string {
  const person = people.get(digest)
  if (person === undefined || person.erased) return 'erased person'
  const name = person.email === null ? `${person.name}` : `${person.name} <${person.email}>`
  return person.verified ? name : `${name} (not verified)`
}

/** Whom the page names. */
export function digestsOnPage({ name }: EvidenceKind, rows: readonly EvidenceRow[]): string[] {
  const found = new Set<string>()
  for (const row of rows)
    for (const [member, , shows = 'plain'] of pageColumns[name])
      for (const { digest } of namedIn(row[member] ?? null, shows)) found.add(digest)
  return [...found]
}
