import type { ReactNode } from 'react'
import { type Mode, modes, tierOf } from '../../../../shared/domain/action-policy.ts'
import { TextAreaField, TextField } from '../../../components/field.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import { TierMark } from '../marks.tsx'
import { effectOf, modeNames, tierWords } from './action-words.ts'
import {
  approvalRule,
  approverRoles,
  type Circumstances,
  defaultTtl,
  modeRule,
  runsAtOnce,
  tierRules,
} from './explain.ts'
import { JsonField } from './json-field.tsx'
import { changeDraft, type Draft, type DraftRead, type Unit, unitNames } from './propose-draft.ts'
import { TypePicker } from './type-picker.tsx'

type Props = { draft: Draft; read: DraftRead; errors: Record<string, string>; circumstances: Circumstances }

export function ProposeFields({ draft, read, errors, circumstances }: Props) {
  const { type } = draft
  const cards = modes.map((mode) => [mode, modeNames[mode], modeRule(type, mode, circumstances)] as const)
  return (
    <div className="grid gap-x-6 gap-y-3.5 lg:grid-cols-[minmax(0,1fr)_280px]">
      <div className="flex min-w-0 flex-col gap-3.5">
        <TypePicker value={type} onChange={(next) => changeDraft({ type: next })} />
        <TextField
          name="target_ref"
          label="Target"
          placeholder="checkout-agent@4f2c9e1"
          value={draft.target}
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          error={errors.target_ref}
          onChange={(event) => changeDraft({ target: event.currentTarget.value })}
        />
        <TextAreaField
          name="reason"
          label="Reason"
          help="Becomes part of the record as you write it, and cannot be taken out again: name no customer and no secret."
          rows={2}
          maxLength={2000}
          value={draft.reason}
          error={errors.reason}
          onValueChange={(reason) => changeDraft({ reason })}
        />
        <RadioCards legend="Mode" options={cards} value={draft.mode} onChange={(mode: Mode) => changeDraft({ mode })} />
        <JsonField
          name="payload"
          label="Payload, a JSON object"
          help="What whoever carries it out is given. Approvers see it, and approve exactly this."
          rows={6}
          value={draft.payload}
          read={read.payload}
          error={errors.payload}
          onValueChange={(payload) => changeDraft({ payload })}
        />
        <Ttl draft={draft} error={errors.ttl_seconds} />
      </div>
      <Explained draft={draft} circumstances={circumstances} />
    </div>
  )
}

function Ttl({ draft, error }: { draft: Draft; error: string | undefined }) {
  return (
    <div className="flex items-start gap-2">
      <div className="w-40">
        <TextField
          name="ttl_seconds"
          label="Time for approval"
          inputMode="decimal"
          autoComplete="off"
          value={draft.ttl}
          placeholder="default"
          error={error}
          onChange={(event) => changeDraft({ ttl: event.currentTarget.value })}
        />
      </div>
      <label className="flex flex-col gap-1 text-s text-muted">
        in
        <select
          value={draft.unit}
          onChange={(event) => changeDraft({ unit: event.currentTarget.value as Unit })}
          className="h-8 rounded-m border border-line-strong bg-bg px-2 text-m text-ink"
        >
          {unitNames.map((unit) => (
            <option key={unit} value={unit}>
              {unit}
            </option>
          ))}
        </select>
      </label>
      <p className="mt-6 flex-1 self-start text-s text-faint">
        30 seconds to 24 hours. Left empty, what the policy gives its tier: {defaultTtl(draft.type)}, unless this server
        was set up otherwise.
      </p>
    </div>
  )
}

/** What this choice asks of people, said before it is asked. */
function Explained({ draft: { type, mode }, circumstances }: { draft: Draft; circumstances: Circumstances }) {
  const tier = tierOf[type]
  const atOnce = runsAtOnce(type, mode)
  return (
    <section
      aria-label="What this takes"
      className={`sticky top-0 flex flex-col gap-2.5 self-start rounded-m border bg-bg px-3.5 py-3 ${atOnce ? 'border-warn' : 'border-line'}`}
    >
      <h3 className="flex items-center gap-2 font-semibold">
        <TierMark tier={tier} /> {tierWords[tier]}
      </h3>
      <Point name="What it does">{effectOf({ type, target_ref: 'the target' })}</Point>
      <Point name="The rule">{tierRules[tier]}</Point>
      <Point name={atOnce ? 'At once' : 'Who approves'}>
        <span className={atOnce ? 'font-semibold text-warn' : undefined}>
          {approvalRule(type, mode, circumstances)}
        </span>
        {!atOnce && <span className="mt-1 block text-muted">May approve: {approverRoles.join(', ')}.</span>}
      </Point>
      <Point name={modeNames[mode]}>{modeRule(type, mode, circumstances)}</Point>
      {circumstances.singleOperator && tier === 3 && (
        <Point name="Single-operator policy">
          It is on: your own approval is enough, and the record says so for ever.
        </Point>
      )}
    </section>
  )
}

function Point({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <div className="text-xs text-faint">{name}</div>
      <div>{children}</div>
    </div>
  )
}
