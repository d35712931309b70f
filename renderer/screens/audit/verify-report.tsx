import { ShieldAlert } from 'lucide-react'
import type { VerifyReport } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { count } from '../../components/clock.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Mark } from '../../components/mark.tsx'
import { Fact } from '../../components/page.tsx'

export function Report({ report, onEntry }: { report: VerifyReport; onEntry: (seq: number) => void }) {
  const { ok, first_bad: bad, size, checked, pruned, root } = report
  return (
    <div role={ok ? 'status' : 'alert'}>
      {ok ? (
        <Mark means="ok">The ledger verifies: all {count(size)} entries hold</Mark>
      ) : (
        <div className="flex gap-2.5 rounded-m border-2 border-bad-solid bg-bad-bg px-3 py-2.5">
          <ShieldAlert size={20} aria-hidden className="mt-px shrink-0 text-bad" />
          <div>
            <strong className="text-bad">
              The ledger does not verify{bad && `: entry ${bad.seq} is the first bad one`}.
            </strong>
            {bad && <p className="mt-0.5">{bad.why}</p>}
            <p className="mt-0.5">
              Nothing after it can be relied on. Keep a copy of the database before anything else.
            </p>
            {bad && bad.seq >= 1 && bad.seq <= size && (
              <Button className="mt-2" onClick={() => onEntry(bad.seq)}>
                Open entry {bad.seq}
              </Button>
            )}
          </div>
        </div>
      )}
      <dl className="mt-2 grid grid-cols-3 gap-x-3">
        <Fact name="Size">{count(size)}</Fact>
        <Fact name="Checked">{count(checked)}</Fact>
        <Fact name="Pruned">{count(pruned)}</Fact>
      </dl>
      <dl>
        <Fact name="Root">
          <span className="flex items-start">
            <code className="min-w-0 flex-1 pt-1.5 font-mono text-s break-all">{root}</code>
            <CopyButton text={root} what="the root" />
          </span>
        </Fact>
      </dl>
    </div>
  )
}
