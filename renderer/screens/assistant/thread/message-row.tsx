import { Sparkles, UserRound } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import type { ChatMessage } from '../../../assistant-api.ts'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Time } from '../../../components/time.tsx'
import type { Heard } from '../run/runs.ts'
import { partsOf, proposes } from './kept-parts.ts'
import { CutOff, NoTile, ReplyError, ScriptedLabel, Warnings } from './reply-notes.tsx'
import { ReplyView } from './reply-view.tsx'

/** Who says it and when, beside what is said. */
export function Said({
  by,
  at,
  aside,
  children,
}: {
  by: 'user' | 'assistant'
  at: string
  aside?: ReactNode
  children: ReactNode
}) {
  const name = by === 'user' ? 'You' : 'Assistant'
  const Icon = by === 'user' ? UserRound : Sparkles
  return (
    <article aria-label={name} className="group flex gap-3 px-4 py-3">
      <span
        aria-hidden
        className={`mt-px grid size-6 shrink-0 place-items-center rounded-full border ${by === 'user' ? 'border-line-strong text-muted' : 'border-accent bg-accent-bg text-accent'}`}
      >
        <Icon size={13} />
      </span>
      <div className="min-w-0 flex-1">
        <header className="mb-1 flex min-h-6 items-center gap-2 text-s">
          <h2 className="font-semibold">{name}</h2>
          <Time at={at} className="text-faint" />
          <span className="flex-1" />
          {aside}
        </header>
        {children}
      </div>
    </article>
  )
}

export function QuestionRow({ text, at }: { text: string; at: string }) {
  return (
    <Said by="user" at={at}>
      <p className="break-words whitespace-pre-wrap">{text}</p>
    </Said>
  )
}

type Props = {
  message: ChatMessage
  /** What this window heard of it as it came. */
  heard: Heard | undefined
  /** Whether the sample's scripted provider wrote it. */
  scripted: boolean
  /** It answers a question that named nothing which a tile shows. */
  namedNothing: boolean
  asleep: string | null
  sleeping: string | null
  onOutside: (address: string) => void
  onAsk: (question: string) => void
  onAskAgain: (message: ChatMessage, proposed: boolean) => void
}

export const MessageRow = memo(function MessageRow(props: Props) {
  const { message, heard, scripted, namedNothing, asleep, sleeping, onOutside, onAsk, onAskAgain } = props
  const { content, created_at, tiles, status } = message
  if (message.role === 'user') return <QuestionRow text={content} at={created_at} />
  const isCutOff = status === 'cut_off'
  const proposed = tiles.some(proposes)
  return (
    <Said
      by="assistant"
      at={created_at}
      aside={content !== '' && <CopyButton text={content} what="the reply" className="-my-1" />}
    >
      {scripted && <ScriptedLabel />}
      <ReplyView
        parts={partsOf(message, heard)}
        live={false}
        at={created_at}
        sleeping={sleeping}
        onOutside={onOutside}
      />
      {heard !== undefined && <Warnings notices={heard.notices} />}
      {heard?.error != null && <ReplyError problem={heard.error} />}
      {isCutOff && <CutOff proposed={proposed} asleep={asleep} onAskAgain={() => onAskAgain(message, proposed)} />}
      {namedNothing && !isCutOff && <NoTile asleep={asleep} onAsk={onAsk} />}
    </Said>
  )
})
