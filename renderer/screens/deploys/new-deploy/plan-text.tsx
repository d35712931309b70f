import { Mark } from '../../../components/mark.tsx'
import { ScrollRegion } from '../../../components/scroll-region.tsx'
import type { DeployDiff } from '../../../deploys-api.ts'

/** What Terraform would change, in its own words. */
export function PlanText({ plan }: { plan: NonNullable<DeployDiff['plan']> }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <p className="shrink-0 border-b border-line px-3 py-1.5">
        {plan.changes ? <Mark means="warn">{plan.summary}</Mark> : <Mark means="ok">{plan.summary}</Mark>}
      </p>
      <ScrollRegion label="Plan" className="min-h-0 flex-1 overflow-x-auto bg-bg">
        <pre className="w-max px-3 py-2 font-mono text-s leading-[18px]">{plan.text}</pre>
      </ScrollRegion>
    </div>
  )
}
