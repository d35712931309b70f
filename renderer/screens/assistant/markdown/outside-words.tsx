import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'

/** Looks like a link and is none: what it is about to open is shown first. */
export function OutsideWords({
  address,
  onPress,
  children,
}: {
  address: string
  onPress: (address: string) => void
  children?: ReactNode
}) {
  return (
    <button
      type="button"
      title={address}
      onClick={() => onPress(address)}
      className="rounded-s text-left break-all text-accent underline decoration-dotted underline-offset-2"
    >
      {children}
      <ExternalLink size={11} aria-hidden className="ml-0.5 inline align-baseline" />
      <span className="sr-only"> (leads out of the console)</span>
    </button>
  )
}
