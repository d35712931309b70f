import { ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react'
import type { EvidenceReport as Report } from '../../api.ts'
import { count } from '../../components/clock.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Fact } from '../../components/page.tsx'
import { Time } from '../../components/time.tsx'
import { verdictOf } from './evidence-verdict.ts'

const looks = {
  ok: [ShieldCheck, 'border-ok', 'text-ok'],
  warn: [ShieldQuestion, 'border-warn', 'text-warn'],
  bad: [ShieldAlert, 'border-bad-solid bg-bad-bg', 'text-bad'],
} as const

const kinds = {
  drills: 'Rollback drills',
  actions: 'Deployment actions',
  deploys: 'Deploys and rollbacks',
  ledger: 'Ledger entries',
} as const

/** The verdict first, and then what it rests on. */
export function EvidenceReport({ report }: { report: Report }) {
  const { means, says, because } = verdictOf(report)
  const [Icon, box, colour] = looks[means]
  return (
    <>
      <div role={means === 'bad' ? 'alert' : 'status'} className={`flex gap-3 rounded-m border-2 px-3.5 py-3 ${box}`}>
        <Icon size={30} aria-hidden className={`mt-px shrink-0 ${colour}`} />
        <div className="min-w-0">
          <strong className={`text-xl leading-tight ${colour}`}>{says}</strong>
          <p className="mt-0.5 break-words">{because}</p>
          {!report.ok && <p className="mt-0.5">Nothing else of it can be relied on.</p>}
        </div>
      </div>
      {report.ok && (
        <dl aria-label="What was checked" className="mt-3 grid grid-cols-3 gap-x-3">
          <Fact name="Rows">{count(report.rows)}</Fact>
          <Fact name="Entries">{count(report.entries)}</Fact>
          <Fact name="Proofs">{count(report.proofs)}</Fact>
          <Fact name="People">{count(report.actors)}</Fact>
          <Fact name="Erased">{count(report.erased)}</Fact>
        </dl>
      )}
      {!report.ok && report.kind !== null && <h4 className="mt-3 text-s text-muted">What it says of itself</h4>}
      <dl className="mt-2">
        {report.kind !== null && <Fact name="About">{kinds[report.kind]}</Fact>}
        {report.as_of !== null && (
          <Fact name="As of">
            <Time at={report.as_of} show="both" />
          </Fact>
        )}
        {report.size !== null && <Fact name="Tree">{count(report.size)} entries</Fact>}
        {report.origin !== null && <Copied name="Ledger" text={report.origin} what="the name of the ledger" />}
        {report.root !== null && <Copied name="Root" text={report.root} what="the root" />}
        {report.key_fingerprint !== null && (
          <Copied name="SHA-256 of the key" text={report.key_fingerprint} what="the fingerprint of the key" />
        )}
      </dl>
    </>
  )
}

function Copied({ name, text, what }: { name: string; text: string; what: string }) {
  return (
    <Fact name={name}>
      <span className="flex items-start">
        <code className="min-w-0 flex-1 pt-1.5 font-mono text-s break-all">{text}</code>
        <CopyButton text={text} what={what} />
      </span>
    </Fact>
  )
}
