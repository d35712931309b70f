import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Action, api } from '../../../api.ts'
import { TextField } from '../../../components/field.tsx'
import { SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { sentenceOf } from '../../../problem.ts'
import { titleOf } from '../../queue/dialogs/action-words.ts'
import { StatusMark, TierMark } from '../../queue/marks.tsx'

const offered = 20
const pause = 150

type Props = { chosen: Action | null; isLinked: (id: string) => boolean; onChoose: (action: Action) => void }

/** The newest actions, or those that match. A pasted id finds its action as any word does. */
export function ActionPicker({ chosen, isLinked, onChoose }: Props) {
  const [typed, setTyped] = useState('')
  const [asked, setAsked] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), pause)
    return () => clearTimeout(timer)
  }, [typed])
  const { data, error } = useQuery({
    queryKey: ['actions', 'choices', asked],
    queryFn: ({ signal }) => api.actions({ limit: offered, ...(asked === '' ? {} : { q: asked }) }, signal),
    placeholderData: (before) => before,
  })
  return (
    <div className="flex flex-col gap-2">
      <TextField
        name="search"
        label="Search the queue, or paste an id"
        type="search"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="h-56 overflow-y-auto rounded-m border border-line-strong bg-bg">
        {data === undefined && error === null && <SkeletonRows rows={6} what="actions" />}
        {error !== null && (
          <p role="alert" className="p-3 text-bad">
            The queue could not be read. {sentenceOf(error)}
          </p>
        )}
        {data?.items.length === 0 && (
          <p role="status" className="p-3 text-muted">
            {asked === '' ? 'Nothing was proposed yet.' : 'No action matches. Every word must be in it, or begin one.'}
          </p>
        )}
        {data !== undefined && data.items.length > 0 && (
          <RadioGroup
            aria-label="Action"
            value={chosen?.id ?? null}
            onValueChange={(id) => {
              const action = data.items.find((each) => each.id === id)
              if (action) onChoose(action)
            }}
          >
            {data.items.map((action) => (
              <Option key={action.id} action={action} linked={isLinked(action.id)} />
            ))}
          </RadioGroup>
        )}
      </div>
    </div>
  )
}

function Option({ action, linked }: { action: Action; linked: boolean }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Radio.Root renders the control
    <label
      className={`flex items-center gap-3 border-b border-line px-3 py-1.5 last:border-b-0 ${linked ? 'cursor-not-allowed opacity-70' : 'cursor-pointer hover:bg-hover has-data-checked:bg-accent-bg'}`}
    >
      <Radio.Root
        value={action.id}
        disabled={linked}
        className="grid size-4 shrink-0 place-items-center rounded-full border border-line-strong data-checked:border-accent"
      >
        <Radio.Indicator className="size-2 rounded-full bg-accent" />
      </Radio.Root>
      <TierMark tier={action.tier} />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{titleOf(action)}</span>
        <span className="block truncate font-mono text-xs text-muted">
          {action.target_ref} · …{action.id.slice(-6)}
        </span>
      </span>
      <Time at={action.proposed_at} show="relative" className="shrink-0 text-s text-muted" />
      <span className="w-22 shrink-0 text-s">{linked ? 'linked already' : <StatusMark status={action.status} />}</span>
    </label>
  )
}
