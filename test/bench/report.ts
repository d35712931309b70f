import { type Aim, isMet, type Row } from './measure.ts'

export type Outcome = { name: string; rows: readonly Row[] } | { name: string; failed: string }

export function formatReport(facts: Readonly<Record<string, string>>, outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap((outcome) => ('rows' in outcome ? outcome.rows : []))
  const table = [
    ['measured', 'ours', 'limit', 'ratio', 'aim', 'met'],
    ['---', '---:', '---:', '---:', '---:', '---'],
    ...rows.map((row) => [row.name, row.ours, row.limit, row.ratio?.toFixed(2) ?? '', aimOf(row.aim), verdict(row)]),
  ]
  const notes = rows.flatMap((row) => row.notes.map((note) => `- ${row.name}: ${note}.`))
  const failures = outcomes.flatMap((outcome) =>
    'failed' in outcome ? [`- ${outcome.name} could not be measured: ${outcome.failed}`] : [],
  )
  return [
    ...table.map((cells) => `| ${cells.join(' | ')} |`),
    '',
    ...notes,
    ...failures,
    '',
    Object.entries(facts)
      .map(([name, value]) => `${name}: ${value}`)
      .join(' · '),
    '',
  ].join('\n')
}

const aimOf = (aim: Aim | undefined): string =>
  aim === undefined ? '' : 'atMost' in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`
const verdict = ({ ratio, aim }: Row): string =>
  ratio === undefined || aim === undefined ? '' : isMet(ratio, aim) ? 'yes' : 'no'
