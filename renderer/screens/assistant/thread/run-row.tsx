import { Mark } from '../../../components/mark.tsx'
import { tilesOf } from '../run/reply.ts'
import { isGoingOn, type Run } from '../run/runs.ts'
import { proposes } from './kept-parts.ts'
import { Said } from './message-row.tsx'
import { CutOff, NoTile, ReplyError, ScriptedLabel, Warnings } from './reply-notes.tsx'
import { ReplyView } from './reply-view.tsx'

type Props = {
  run: Run
  asleep: string | null
  sleeping: string | null
  onOutside: (address: string) => void
  onAsk: (question: string) => void
  onAskAgain: (proposed: boolean) => void
}

/** The reply as it comes. */
export function RunRow({ run, asleep, sleeping, onOutside, onAsk, onAskAgain }: Props) {
  const { reply, state } = run
  const goesOn = isGoingOn(run)
  const isCutOff = !goesOn && (reply.done?.status === 'cut_off' || reply.done === null)
  const proposed = tilesOf(reply).some(proposes)
  return (
    <Said by="assistant" at={run.asked_at}>
      {reply.notices.some(({ code }) => code === 'scripted') && <ScriptedLabel />}
      <ReplyView parts={reply.parts} live={goesOn} at={run.asked_at} sleeping={sleeping} onOutside={onOutside} />
      {goesOn && <Progress run={run} />}
      <Warnings notices={reply.notices} />
      {reply.error !== null && <ReplyError problem={reply.error} />}
      {state.kind === 'lost' && (
        <p className="mt-2 text-muted">
          The server does not know this reply any more. What was kept of it is in the chat when it is read again.
        </p>
      )}
      {isCutOff && <CutOff proposed={proposed} asleep={asleep} onAskAgain={() => onAskAgain(proposed)} />}
      {!goesOn && !isCutOff && reply.notices.some(({ code }) => code === 'no_tile') && (
        <NoTile asleep={asleep} onAsk={onAsk} />
      )}
    </Said>
  )
}

function Progress({ run: { state, cancelling, reply } }: { run: Run }) {
  const words = cancelling
    ? 'being broken off…'
    : state.kind === 'asking'
      ? 'the question is on its way…'
      : state.kind === 'waiting' && reply.n > 0
        ? 'the connection broke: taken up again where it was'
        : state.kind === 'waiting'
          ? 'no answer yet: asking again'
          : reply.parts.length === 0
            ? 'no words yet…'
            : 'being written…'
  return (
    <p className="mt-1.5 text-s text-muted">
      {state.kind === 'waiting' ? <Mark means="warn">{words}</Mark> : <Mark means="waiting">{words}</Mark>}
    </p>
  )
}
