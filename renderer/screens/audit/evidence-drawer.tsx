import { Progress } from '@base-ui/react/progress'
import { FileCheck } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { Drawer, DrawerSection } from '../../components/drawer.tsx'
import { Mark } from '../../components/mark.tsx'
import { ProblemFacts } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { sentenceOf } from '../../problem.ts'
import { EvidenceReport } from './evidence-report.tsx'
import { cancelEvidence, checkEvidence, type EvidenceRun, useEvidenceRun } from './evidence-run.ts'

type Props = { asleep: string | null; focused: boolean; onChoose: () => void; onClose: () => void }

export function EvidenceDrawer({ asleep, focused, onChoose, onClose }: Props) {
  const run = useEvidenceRun()
  const choose = (words: string) => (
    <Button kind="primary" asleep={asleep} onClick={onChoose}>
      <FileCheck size={14} aria-hidden />
      {words}
    </Button>
  )
  return (
    <Drawer
      over="Every byte, hash, proof and signature of it, and whether its rows follow from its entries"
      title="Check a package of evidence"
      under={run.kind === 'never' ? undefined : `${run.name} · ${sizeOf(run.size)}`}
      focused={focused}
      onClose={onClose}
    >
      <DrawerSection title="Outcome">
        <Outcome run={run} asleep={asleep} choose={choose} />
      </DrawerSection>
      <DrawerSection title="Without this console">
        <p className="text-s text-muted">
          The same check needs no server and no network, and can be told which key to expect:
        </p>
        <code className="mt-1.5 block font-mono text-s break-all">npm run cli -- evidence verify FILE --key KEY</code>
      </DrawerSection>
    </Drawer>
  )
}

type OutcomeProps = { run: EvidenceRun; asleep: string | null; choose: (words: string) => React.ReactNode }

function Outcome({ run, asleep, choose }: OutcomeProps) {
  switch (run.kind) {
    case 'never':
      return (
        <>
          <p className="mb-3 text-muted">Drop a package anywhere on this screen, or choose one. It is not kept.</p>
          {choose('Choose a package')}
        </>
      )
    case 'running':
      return (
        <>
          <Progress.Root value={null} getAriaValueText={() => 'Checking'}>
            <Progress.Label>Checking…</Progress.Label>
            <Progress.Track className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-line">
              <Progress.Indicator className="h-full bg-accent data-indeterminate:w-1/4" />
            </Progress.Track>
          </Progress.Root>
          <Button className="mt-3" onClick={cancelEvidence}>
            Cancel
          </Button>
        </>
      )
    case 'cancelled':
      return (
        <>
          <Mark means="neutral">Cancelled</Mark>
          <p className="my-2 text-muted">Whether it holds is not known.</p>
          {choose('Choose a package')}
        </>
      )
    case 'failed':
      return (
        <div role="alert">
          <Mark means="warn">Not checked: there is no report</Mark>
          <p className="my-2 text-muted">{sentenceOf(run.error)} Whether it holds is not known from this.</p>
          <ProblemFacts error={run.error} />
          <div className="mt-3 flex flex-wrap gap-2">
            <Button asleep={asleep} onClick={() => void checkEvidence(run.file)}>
              Try again
            </Button>
            {choose('Choose another package')}
          </div>
        </div>
      )
    case 'reported':
      return (
        <>
          <EvidenceReport report={run.report} />
          <p className="mt-1 mb-3 text-s text-faint">
            Checked <Time at={run.at} show="both" />
          </p>
          {choose('Choose another package')}
        </>
      )
    default:
      return run satisfies never
  }
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'KiB'] : [bytes / 1024 / 1024, 'MiB']
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}
