import { ArrowRight } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Mark } from '../../../components/mark.tsx'
import type { DeployDiff, Surface } from '../../../deploys-api.ts'
import { Sha } from '../marks.tsx'

/** From what the remote really has to what is asked for, which can be another branch, tag or commit. */
export function Ends({
  surface,
  diff,
  to,
  onAsk,
}: {
  surface: Surface
  diff: DeployDiff | undefined
  to: string | undefined
  onAsk: (to: string | undefined) => void
}) {
  const [typed, setTyped] = useState(to ?? surface.ref)
  const wanted = typed.trim()
  const isSame = wanted === (to ?? surface.ref)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted !== '' && !isSame) onAsk(wanted === surface.ref ? undefined : wanted)
  }
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-1">
      <div>
        <p className="text-xs text-faint">Runs there now</p>
        <p className="h-8 leading-8">
          {diff === undefined ? (
            <span className="text-faint">…</span>
          ) : diff.from_sha === null ? (
            <b className="font-semibold">nothing yet</b>
          ) : (
            <Sha sha={diff.from_sha} className="text-[15px]! font-semibold" />
          )}
        </p>
      </div>
      <ArrowRight size={16} aria-hidden className="mb-2 text-muted" />
      <div>
        <p className="text-xs text-faint">Would run</p>
        <p className="h-8 leading-8">
          {diff === undefined ? (
            <span className="text-faint">…</span>
          ) : (
            <Sha sha={diff.to_sha} className="text-[15px]! font-semibold" />
          )}
        </p>
      </div>
      <form onSubmit={submit} className="flex items-end gap-2">
        <label className="flex flex-col gap-0.5 text-xs text-faint">
          Branch, tag or commit
          <input
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            maxLength={200}
            spellCheck={false}
            className="h-8 w-48 rounded-m border border-line-strong bg-bg px-2.5 font-mono text-s text-ink"
          />
        </label>
        <Button
          type="submit"
          asleep={wanted === '' ? 'Type a branch, tag or commit' : isSame ? 'That is what is shown' : null}
        >
          Look at it
        </Button>
      </form>
      {diff !== undefined && diff.from_sha !== null && diff.from_sha !== diff.to_sha && (
        <p className="mb-1.5 ml-auto">
          {diff.fast_forward ? (
            <Mark means="ok">Comes after what runs now</Mark>
          ) : (
            <Mark means="bad">Takes commits away</Mark>
          )}
        </p>
      )}
    </div>
  )
}
