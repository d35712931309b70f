import { Mark } from '../../../components/mark.tsx'
import type { DeployDiff } from '../../../deploys-api.ts'

/** What Terraform would change, in its own words. */
export function PlanText({ plan }: { plan: NonNullable<DeployDiff['plan']> }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <p className="shrink-0 border-b border-line px-3 py-1.5">
        {plan.changes ? <Mark means="warn">{plan.summary}</Mark> : <Mark means="ok">{plan.summary}</Mark>}
      </p>
      <section
        aria-label="Plan"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse scrolls it by its arrow keys
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto bg-bg focus-visible:-outline-offset-2"
      >
        <pre className="w-max px-3 py-2 font-mono text-s leading-[18px]">{plan.text}</pre>
      </section>
    </div>
  )
}
