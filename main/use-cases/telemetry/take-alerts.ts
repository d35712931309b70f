import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { AlertmanagerWebhook } from '../../../shared/contract/telemetry.ts'
import { canonicalText } from '../../../shared/domain/entry.ts'
import { plainName } from '../../../shared/domain/plain-name.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Services } from '../../services.ts'
import { type AlertRow, putAlerts } from '../../store/ingest/put-alerts.ts'
import type { Act } from '../transition.ts'

type Told = z.output<typeof AlertmanagerWebhook>['alerts'][number]
type Names = Record<string, string>

/** Alertmanager does not send again what is refused, so of too many the first are taken. */
const most = { alerts: 10_000, labels: 64, key: 200, text: 2_000 } as const

/** Alerts as Alertmanager tells them: each again and again while it fires, once when it is over, in any order. */
export async function takeAlerts(
  { store }: Pick<Services, 'store'>,
  { tx }: Act,
  told: readonly Told[],
): Promise<Result<{ accepted: number; left_out: number }>> {
  const taken = told.slice(0, most.alerts)
  await putAlerts(tx, store.engine, taken.map(rowOf))
  return ok({ accepted: taken.length, left_out: told.length - taken.length })
}

function rowOf({ status, startsAt, endsAt, fingerprint, generatorURL, ...said }: Told): AlertRow {
  const labels = bounded(said.labels)
  const annotations = bounded(said.annotations)
  const ends_ms = endsAt === undefined ? Number.NaN : Date.parse(endsAt)
  const ended = status === 'resolved' && ends_ms > 0
  return {
    fingerprint: line(fingerprint) ?? fingerprintOf(labels),
    source: 'alertmanager',
    name: line(labels.alertname) ?? 'Alert without a name',
    agent: firstOf(labels, ['agent', 'agent_name', 'gen_ai_agent_name', 'service_name', 'service']),
    severity: line(labels.severity) ?? 'none',
    status,
    summary: firstOf(annotations, ['summary', 'message', 'description']),
    document: { labels, annotations, generator_url: addressIn(generatorURL), measured: null },
    starts_ms: Date.parse(startsAt),
    // While it fires, Alertmanager says the year 1, or when it would give up hearing of it.
    ends_ms: ended ? ends_ms : null,
  }
}

/** Where it says none: Alertmanager's own is a digest of the labels too. */
const fingerprintOf = (labels: Names): string =>
  createHash('sha256').update(canonicalText(labels)).digest('hex').slice(0, 16)

function bounded(said: Readonly<Names>): Names {
  const whole = Object.entries(said).filter(([name]) => name !== '__proto__' && name.length <= most.key)
  const plain = (words: string) => words.slice(0, most.text).replaceAll('\0', '').toWellFormed()
  return Object.fromEntries(whole.slice(0, most.labels).map(([name, words]) => [plain(name), plain(words)]))
}

function firstOf(said: Readonly<Names>, names: readonly string[]): string | null {
  for (const name of names) {
    const found = line(said[name])
    if (found !== null) return found
  }
  return null
}

/** On one line, whatever was sent; null where nothing is left. */
const line = (words: string | undefined): string | null => plainName(words ?? '', 200) || null

/** A link that a page may show; anything else is none. */
const addressIn = (said: string | undefined): string | null =>
  said !== undefined && said.length <= most.text && /^https?:\/\//.test(said) && URL.canParse(said) ? said : null
