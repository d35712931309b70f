import { KeyRound } from 'lucide-react'
import { buttonLook } from '../../../components/button.tsx'

/** Without a key nobody is asked, and nothing is made up instead. */
export function KeyMissing() {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-m border border-warn bg-warn-bg px-3 py-2.5">
      <KeyRound size={16} aria-hidden className="shrink-0 text-warn" />
      <div className="min-w-56 flex-1">
        <p className="font-semibold">No provider key is configured</p>
        <p className="text-muted">
          The assistant asks a model with a key of your own. Without one it answers nothing, and makes nothing up.
        </p>
      </div>
      <a href="#/settings/ai-assistant" className={buttonLook('primary')}>
        Add a provider key
      </a>
    </div>
  )
}
