import { useMutation } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { ConfirmDialog } from '../../../components/dialog.tsx'
import { Mark, Tag } from '../../../components/mark.tsx'
import { Refused } from '../../../components/refused.tsx'
import { Section } from '../../../components/section.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../../components/states.tsx'
import { Time } from '../../../components/time.tsx'
import { type FleetRuleView, fleetApi } from '../../../fleet-api.ts'
import { shownConnection, useDrafts, writeDraft } from '../../../state/drafts.ts'
import { refreshFleet, useFleetRules } from '../../../state/fleet.ts'
import { notify } from '../../../state/toasts.ts'
import { ActorName } from '../../audit/actor-name.tsx'
import { useMayManage } from '../may-manage.ts'
import { readRuleDraft, ruleDraftPlace } from './rule-draft.ts'
import { RuleEditor } from './rule-editor.tsx'
import { kindNames, ruleSentences } from './rule-words.ts'

/** The rules that Countersign evaluates itself, on every trace. */
export function Rules() {
  const { asleep } = useMayManage('Rules')
  const { data, error, refetch } = useFleetRules()
  const [asked, setAsked] = useState<FleetRuleView | 'new' | null>(null)
  const [connection] = useState(shownConnection)
  const texts = useDrafts(({ drafts }) => drafts[connection]?.texts)
  const isBegun = (id: string | null) => readRuleDraft(texts?.[ruleDraftPlace(id)] ?? '') !== undefined
  // What was begun and left stands there again.
  const begun = data === undefined ? null : (data.items.find(({ id }) => isBegun(id)) ?? (isBegun(null) ? 'new' : null))
  // As it is now, not as it was when somebody asked for it.
  const writing =
    asked === null || asked === 'new' ? (asked ?? begun) : (data?.items.find(({ id }) => id === asked.id) ?? asked)
  const [removing, setRemoving] = useState<FleetRuleView | null>(null)
  const [left, setLeft] = useState<string | null>(null)
  const list = useRef<HTMLUListElement>(null)
  const add = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (left === null) return
    const edit = [...(list.current?.querySelectorAll<HTMLElement>('[data-edit]') ?? [])]
    ;(edit.find((each) => each.dataset.edit === left) ?? add.current)?.focus()
    setLeft(null)
  }, [left])
  const close = (id: string) => {
    setAsked(null)
    setLeft(id)
  }
  return (
    <Section
      title="Rules"
      says="By these Countersign judges every trace itself: green, amber or red. What a rule judged keeps the form that it was judged by; how much each input weighed is computed exactly."
    >
      {data === undefined && error === null && <SkeletonRows what="the rules" rows={3} />}
      {data === undefined && error !== null && (
        <ErrorState what="The rules" error={error} onRetry={() => void refetch()} />
      )}
      {data?.items.length === 0 && writing === null && (
        <EmptyState title="No rule yet">
          Until there is one, traces are judged only by whoever reports verdicts from elsewhere.
        </EmptyState>
      )}
      {data !== undefined && data.items.length > 0 && (
        <ul ref={list} aria-label="Rules" className="max-w-170 rounded-m border border-line">
          {data.items.map((view) => (
            <Row
              key={view.id}
              view={view}
              asleep={asleep}
              onEdit={() => setAsked(view)}
              onRemove={() => setRemoving(view)}
            />
          ))}
        </ul>
      )}
      {data !== undefined && writing === null && (
        <Button className="mt-3" ref={add} asleep={asleep} onClick={() => setAsked('new')}>
          <Plus size={14} aria-hidden />
          Add a rule
        </Button>
      )}
      {writing !== null && (
        <RuleEditor
          key={writing === 'new' ? '' : writing.id}
          before={writing === 'new' ? null : writing}
          asleep={asleep}
          asked={asked !== null}
          onClose={() => close(writing === 'new' ? '' : writing.id)}
        />
      )}
      {removing !== null && (
        <Remove
          view={removing}
          onClose={() => {
            setRemoving(null)
            setLeft(removing.id)
          }}
        />
      )}
    </Section>
  )
}

type RowProps = { view: FleetRuleView; asleep: string | null; onEdit: () => void; onRemove: () => void }

function Row({ view: { id, rule, changed_at, changed_by, lately }, asleep, onEdit, onRemove }: RowProps) {
  return (
    <li className="border-b border-line px-3 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span className="min-w-0 font-semibold break-words">{rule.name}</span>
        <Tag>{kindNames[rule.kind]}</Tag>
        {rule.enabled ? <Mark means="ok">on</Mark> : <Mark means="neutral">off</Mark>}
        {rule.frameworks.map((framework) => (
          <Tag key={framework}>{framework}</Tag>
        ))}
        <span className="flex-1" />
        <Button data-edit={id} asleep={asleep} onClick={onEdit} aria-label={`Edit the rule ${rule.name}`}>
          Edit
        </Button>
        <Button asleep={asleep} onClick={onRemove} aria-label={`Remove the rule ${rule.name}`}>
          Remove…
        </Button>
      </div>
      {rule.description !== '' && <p className="mt-0.5 break-words text-muted">{rule.description}</p>}
      <ul className="mt-1 text-s">
        {ruleSentences(rule).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
        <li className="text-muted">{rule.agents.length === 0 ? 'Of all agents' : `Of ${rule.agents.join(', ')}`}</li>
      </ul>
      <p className="mt-1 flex flex-wrap items-center gap-x-3 text-s text-muted">
        <span>
          Last day: {lately.green} green, {lately.amber} amber, {lately.red} red
        </span>
        <span className="flex items-center gap-x-2">
          changed {changed_by !== null && <ActorName actor={changed_by} />} <Time at={changed_at} show="relative" />
        </span>
      </p>
    </li>
  )
}

function Remove({ view, onClose }: { view: FleetRuleView; onClose: () => void }) {
  const { name } = view.rule
  const remove = useMutation({
    mutationFn: () => fleetApi.removeRule(view.id),
    onSuccess() {
      writeDraft(shownConnection(), ruleDraftPlace(view.id), '')
      notify.done('The rule is removed', name)
      onClose()
    },
    onSettled: () => void refreshFleet(),
  })
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove the rule “${name}”?`}
      does={`Remove ${name}`}
      busy={remove.isPending}
      onConfirm={() => remove.mutate()}
    >
      <p>No trace is judged by it from then on. Its verdicts until now stay, with the form that they were judged by.</p>
      <Refused error={remove.error} />
    </ConfirmDialog>
  )
}
