import type { ReactNode } from 'react'
import { Mark } from '../../../components/mark.tsx'
import { Time } from '../../../components/time.tsx'
import type { DeployDiff } from '../../../deploys-api.ts'
import { Sha } from '../marks.tsx'
import { type Moved, smokeWords } from './preview-words.ts'

export function SmokeSaid({ smoke }: { smoke: DeployDiff['smoke'] }) {
  const [means, words] = smokeWords[smoke.verdict]
  return (
    <div className="flex flex-wrap items-center gap-x-2">
      <Mark means={means}>{smoke.verdict === 'none' ? 'No smoke gate' : `Smoke gate ${words}`}</Mark>
      <span className="text-muted">{smoke.detail}</span>
      {smoke.at !== null && smoke.verdict !== 'none' && <Time at={smoke.at} show="relative" className="text-faint" />}
    </div>
  )
}

/** What is known to be wrong. It blocks nothing, and nobody should be able to say that they were not told. */
export function Warnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null
  return (
    <ul aria-label="Warnings" className="flex flex-col gap-0.5">
      {warnings.map((each) => (
        <li key={each}>
          <Mark means="warn">{each}</Mark>
        </li>
      ))}
    </ul>
  )
}

const Short = ({ sha }: { sha: string | null }) => (sha === null ? <b>nothing</b> : <Sha sha={sha} />)

/** It is another than what was seen: what of it. */
export function WhatMoved({ moved: { from, to, more, less }, children }: { moved: Moved; children?: ReactNode }) {
  return (
    <div role="alert" className="rounded-m border-2 border-bad bg-bad-bg px-3 py-2">
      <Mark means="bad">
        <b>The target moved since you looked. Nothing was deployed.</b>
      </Mark>
      <ul className="mt-1 list-disc pl-6">
        {from !== null && (
          <li>
            Runs there now: <Short sha={from.is} />, and not <Short sha={from.was} /> any more.
          </li>
        )}
        {to !== null && (
          <li>
            Would run: <Short sha={to.is} />, and not <Short sha={to.was} /> any more.
          </li>
        )}
        {from === null && to === null && <li>The surface was defined anew: look at where it leads.</li>}
        <Listed what="would ship now and was not in what you saw" commits={more} />
        <Listed what="was in what you saw and would not ship any more" commits={less} />
      </ul>
      {children}
    </div>
  )
}

const listed = 5

function Listed({ what, commits }: { what: string; commits: Moved['more'] }) {
  if (commits.length === 0) return null
  return (
    <li>
      {commits.length === 1 ? '1 commit' : `${commits.length} commits`} {what}:
      <ul className="pl-2">
        {commits.slice(0, listed).map(({ sha, subject, author }) => (
          <li key={sha} className="truncate">
            <Sha sha={sha} /> {subject} <span className="text-muted">{author}</span>
          </li>
        ))}
        {commits.length > listed && <li className="text-muted">and {commits.length - listed} more</li>}
      </ul>
    </li>
  )
}
