import { useMutation } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { FleetRule } from '../../../../shared/domain/fleet-rule.ts'
import { ruleInputs } from '../../../../shared/domain/fleet-rule.ts'
import { Button } from '../../../components/button.tsx'
import { TextAreaField, TextField } from '../../../components/field.tsx'
import { RadioCards } from '../../../components/radio-cards.tsx'
import { Refused } from '../../../components/refused.tsx'
import { Tick } from '../../../components/tick.tsx'
import { type FleetRuleView, fleetApi } from '../../../fleet-api.ts'
import { useDraft } from '../../../state/drafts.ts'
import { refreshFleet } from '../../../state/fleet.ts'
import { notify } from '../../../state/toasts.ts'
import { useKeepsConsole } from '../../../state/unfinished.ts'
import { newKey } from '../../../transport.ts'
import { readRuleDraft, ruleDraftPlace, writeRuleDraft } from './rule-draft.ts'
import { addRow, emptyRule, judgeRule, type RuleForm, removeRow, ruleForm } from './rule-form.ts'
import { LimitRow, PartRow } from './rule-rows.tsx'
import { RuleTrial } from './rule-trial.tsx'

type Props = {
  before: FleetRuleView | null
  asleep: string | null
  /** Whoever asked for it writes at once; one that stands there by itself takes no focus. */
  asked: boolean
  onClose: () => void
}

/** A rule as it is written. What is wrong is said beside its field once somebody has tried to save or to try it. */
export function RuleEditor({ before, asleep, asked, onClose }: Props) {
  const { text, write, sent } = useDraft(ruleDraftPlace(before?.id ?? null))
  const kept = readRuleDraft(text)
  const begun = before === null ? emptyRule : ruleForm(before.rule)
  const state = before?.changed_at ?? null
  const form = kept?.form ?? begun
  const setForm = (next: RuleForm) =>
    write(writeRuleDraft({ of: kept === undefined ? state : kept.of, form: next }, begun))
  const [found] = useState(kept !== undefined)
  useKeepsConsole(kept !== undefined)
  const [tried, setTried] = useState(false)
  const [key] = useState(newKey)
  const judged = judgeRule(form)
  const errors = tried && judged.kind === 'faulty' ? judged.errors : {}
  const does = before === null ? 'Add the rule' : 'Save the rule'
  const save = useMutation({
    mutationFn: (rule: FleetRule) =>
      before === null ? fleetApi.createRule(rule, key) : fleetApi.putRule(before.id, rule),
    onSuccess({ rule }) {
      sent(text)
      notify.done('The rule is saved', `${rule.name}: for traces that come from now on`)
      onClose()
    },
    onSettled: () => void refreshFleet(),
  })
  const change = (patch: Partial<RuleForm>) => setForm({ ...form, ...patch })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (judged.kind === 'fine' && asleep === null && !save.isPending) save.mutate(judged.rule)
  }
  const threshold = form.kind === 'threshold'
  const rows = threshold ? form.limits.length : form.parts.length
  const listError = errors[threshold ? 'limits' : 'parts']
  return (
    <form
      onSubmit={submit}
      aria-label={does}
      className="mt-4 flex max-w-170 flex-col gap-3.5 rounded-m border border-line-strong px-3.5 py-3"
    >
      <h3 className="font-semibold">{before === null ? 'New rule' : `Edit ${before.rule.name}`}</h3>
      {kept !== undefined && kept.of !== state ? (
        <p role="status" className="text-s text-warn">
          The rule was changed since you began. What you wrote is here; saving it replaces what was changed. “Cancel”
          gives it up.
        </p>
      ) : (
        found &&
        kept !== undefined && (
          <p className="text-s text-muted">What you wrote before is still here, and not saved. “Cancel” gives it up.</p>
        )
      )}
      <TextField
        name="rule-name"
        label="Name"
        autoFocus={asked}
        autoComplete="off"
        maxLength={120}
        value={form.name}
        error={errors.name}
        onChange={({ currentTarget: { value } }) => change({ name: value })}
      />
      <TextAreaField
        name="rule-description"
        label="What it is for"
        rows={2}
        maxLength={1000}
        value={form.description}
        error={errors.description}
        onValueChange={(description) => change({ description })}
      />
      <RadioCards
        legend="How it judges"
        options={[
          ['threshold', 'Limits', 'the worst of them counts'],
          ['weighted', 'Weighted sum', 'several inputs together make a score from 0 to 1'],
        ]}
        value={form.kind}
        onChange={(kind) => change({ kind })}
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-s text-muted">{threshold ? 'Limits' : 'Parts of the sum'}</legend>
        {threshold
          ? form.limits.map((limit, place) => (
              <LimitRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
                key={place}
                limit={limit}
                place={place}
                used={form.limits.map(({ input }) => input)}
                errors={errors}
                alone={rows === 1}
                onChange={(next) => change({ limits: form.limits.map((each, at) => (at === place ? next : each)) })}
                onRemove={() => setForm(removeRow(form, place))}
              />
            ))
          : form.parts.map((part, place) => (
              <PartRow
                // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
                key={place}
                part={part}
                place={place}
                used={form.parts.map(({ input }) => input)}
                errors={errors}
                alone={rows === 1}
                onChange={(next) => change({ parts: form.parts.map((each, at) => (at === place ? next : each)) })}
                onRemove={() => setForm(removeRow(form, place))}
              />
            ))}
        {listError !== undefined && <p className="text-s text-bad">{listError}</p>}
        <div>
          <Button
            type="button"
            asleep={rows >= ruleInputs.length ? 'It looks at every input already' : null}
            onClick={() => setForm(addRow(form))}
          >
            <Plus size={13} aria-hidden />
            {threshold ? 'Add a limit' : 'Add a part'}
          </Button>
        </div>
      </fieldset>
      {!threshold && (
        <div className="grid grid-cols-2 gap-3">
          {(['amber', 'red'] as const).map((name) => (
            <TextField
              key={name}
              name={`rule-${name}`}
              label={name === 'amber' ? 'Amber from this score on' : 'Red from this score on'}
              inputMode="decimal"
              autoComplete="off"
              className="font-mono"
              value={form[name]}
              error={errors[name]}
              onChange={({ currentTarget: { value } }) => change({ [name]: value })}
            />
          ))}
        </div>
      )}
      <TextField
        name="rule-frameworks"
        label="Frameworks that it stands for, with commas between"
        placeholder="EU AI Act, SOC 2"
        autoComplete="off"
        value={form.frameworks}
        error={errors.frameworks}
        onChange={({ currentTarget: { value } }) => change({ frameworks: value })}
      />
      <TextField
        name="rule-agents"
        label="Agents, with commas between (empty: all)"
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
        value={form.agents}
        error={errors.agents}
        onChange={({ currentTarget: { value } }) => change({ agents: value })}
      />
      <Tick checked={form.enabled} onChange={(enabled) => change({ enabled })} says="off, no trace is judged by it">
        On
      </Tick>
      <RuleTrial judged={judged} onFaulty={() => setTried(true)} />
      {tried && judged.kind === 'faulty' && (
        <p role="alert" className="text-s text-bad">
          Not sent: something above has to be mended first.
        </p>
      )}
      <Refused error={save.error} />
      <div className="flex gap-2">
        <Button type="submit" kind="primary" asleep={asleep ?? (save.isPending ? 'Waiting for the server' : null)}>
          {save.isPending ? 'Asking the server…' : does}
        </Button>
        <Button
          type="button"
          onClick={() => {
            write('')
            onClose()
          }}
        >
          Cancel
        </Button>
      </div>
    </form>
  )
}
