import { type FormEvent, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { TextField } from '../../../components/field.tsx'
import { Mark } from '../../../components/mark.tsx'
import { Refused } from '../../../components/refused.tsx'
import { Section } from '../../../components/section.tsx'
import { Tick } from '../../../components/tick.tsx'
import type { FleetSettingsView } from '../../../fleet-api.ts'
import { notify } from '../../../state/toasts.ts'
import { useMayManage } from '../may-manage.ts'
import { type DetectorField, type DetectorForm, detectorForm, judgeDetector, measures } from './detector-form.ts'
import { usePutSettings } from './use-put-settings.ts'

const measureWords = {
  error_rate: { name: 'Share of failed runs', floor: 'and at least this share (0 to 1)' },
  p95_ms: { name: 'p95 of the duration', floor: 'and at least, in ms' },
  cost_usd: { name: 'Cost', floor: 'and at least, in $' },
} as const

/** When something counts as unusual: of one agent, in the last minutes against the day before. */
export function DetectorPart({ settings }: { settings: FleetSettingsView }) {
  const { asleep } = useMayManage('The detector')
  const saved = detectorForm(settings.detector)
  // Until something is typed, what is so: somebody else may change it meanwhile.
  const [typed, setTyped] = useState<DetectorForm | null>(null)
  const form = typed ?? saved
  const judged = judgeDetector(form)
  const errors = judged.kind === 'faulty' ? judged.errors : {}
  const put = usePutSettings(({ detector }) => {
    setTyped(null)
    notify.done(detector.enabled ? 'The detector’s limits are saved' : 'The detector is off')
  })
  const same = JSON.stringify(form) === JSON.stringify(saved)
  const why =
    asleep ??
    (put.isPending ? 'Waiting for the server' : null) ??
    (judged.kind === 'faulty' ? 'Asleep until every field is right' : null) ??
    (same ? 'Asleep until something is changed' : null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (why === null && judged.kind === 'fine') put.mutate({ detector: judged.value })
  }
  const field = (name: DetectorField, label: string) => (
    <TextField
      name={name}
      label={label}
      inputMode="decimal"
      autoComplete="off"
      className="font-mono"
      readOnly={asleep !== null}
      value={form.texts[name]}
      error={errors[name]}
      onChange={({ currentTarget: { value } }) => setTyped({ ...form, texts: { ...form.texts, [name]: value } })}
    />
  )
  return (
    <Section
      title="Detector"
      says="Looks at each agent by itself, and raises an alert when its last minutes are far from its last day. The alert ends by itself when they are not any more."
    >
      <p className="mb-2">
        {settings.detector.enabled ? <Mark means="ok">On</Mark> : <Mark means="warn">Off: nothing is looked for</Mark>}
      </p>
      <form onSubmit={submit} aria-label="Detector" className="flex max-w-170 flex-col gap-3">
        <Tick
          checked={form.enabled}
          disabled={asleep !== null}
          onChange={(enabled) => setTyped({ ...form, enabled })}
          says="off, it raises no alerts"
        >
          Look for what is unusual
        </Tick>
        <div className="grid grid-cols-2 gap-3">
          {field('window_minutes', 'The last minutes that are looked at')}
          {field('least_runs', 'Fewer runs in them say nothing')}
        </div>
        {measures.map((name) => (
          <fieldset key={name} className="border-t border-line pt-2">
            <legend className="pr-2 text-s font-semibold text-muted">{measureWords[name].name}</legend>
            <div className="grid grid-cols-2 gap-3">
              {field(`${name}.times`, 'This many times the usual')}
              {field(`${name}.floor`, measureWords[name].floor)}
            </div>
          </fieldset>
        ))}
        <Refused error={put.error} />
        <div className="flex gap-2">
          <Button type="submit" asleep={why}>
            {put.isPending ? 'Asking the server…' : 'Save the detector’s limits'}
          </Button>
          {!same && (
            <Button type="button" onClick={() => setTyped(null)}>
              As it was
            </Button>
          )}
        </div>
      </form>
    </Section>
  )
}
