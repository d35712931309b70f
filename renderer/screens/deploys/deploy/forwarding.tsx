import { Mark } from '../../../components/mark.tsx'
import type { Deploy } from '../../../deploys-api.ts'

/** Done from this machine past the team's server: until that has heard of it, the others do not see it. */
export function Forwarding({ forwarding }: { forwarding: Deploy['forwarding'] }) {
  if (forwarding == null || forwarding.told) return null
  const { server, error } = forwarding
  return (
    <div role="status" className="border-b border-line bg-warn-bg px-4 py-2">
      <Mark means="warn">Not yet told to {server}</Mark>
      {error !== null && <p className="break-words text-s text-muted">{error}</p>}
    </div>
  )
}
