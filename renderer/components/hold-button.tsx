import { type ComponentProps, type PointerEvent, type ReactNode, type RefCallback, useEffect, useRef } from 'react'
import { Button } from './button.tsx'
import { type HoldHandle, type HoldState, useHold } from './use-hold.ts'

type Props = Omit<ComponentProps<typeof Button>, 'onClick' | 'children' | 'ref'> & {
  /** Names the effect and to what, as its words do after "Hold to": "roll back raxx-console-prod to v30". */
  does: string
  asleep: string | null
  onHeld: () => void
  /** By which a key that is held somewhere else holds this one. */
  handle?: RefCallback<HoldHandle> | undefined
  children: ReactNode
}

/** A button that does nothing when it is pressed: it is held down for a second, and a bar shows how long still. */
export function HoldButton({ does, asleep, onHeld, handle, children, className = '', ...props }: Props) {
  const { state, begin, release } = useHold({ asleep, what: does, onHeld })
  const byPointer = useRef(false)
  useEffect(() => {
    handle?.({ begin, release })
    return () => void handle?.(null)
  }, [handle, begin, release])
  const holding = state.kind === 'holding'
  const letGo = () => {
    byPointer.current = false
    release()
  }
  return (
    <>
      <Button
        kind="danger"
        {...props}
        asleep={asleep}
        data-holding={holding || undefined}
        className={`relative touch-none overflow-hidden select-none ${className}`}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          byPointer.current = true
          begin()
        }}
        // Whoever slides off has thought better of it.
        onPointerMove={(event) => byPointer.current && !isWithin(event) && letGo()}
        onPointerUp={letGo}
        onPointerCancel={letGo}
        onLostPointerCapture={letGo}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          if (!event.repeat) begin()
        }}
        onKeyUp={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          release()
        }}
        onBlur={release}
      >
        <HoldBar holding={holding} />
        {/* One over the other, so that the button stays as wide as it was under the hand. */}
        <span className="relative grid *:[grid-area:1/1]">
          <span
            className={`inline-flex items-center justify-center gap-1.5 ${state.kind === 'idle' ? '' : 'opacity-0'}`}
          >
            {children}
          </span>
          {state.kind !== 'idle' && (
            <span aria-hidden className="self-center text-center">
              {shownOf(state)}
            </span>
          )}
        </span>
      </Button>
      <span role="status" className="sr-only">
        {saidOf(state, does)}
      </span>
    </>
  )
}

const isWithin = ({ currentTarget, clientX: x, clientY: y }: PointerEvent): boolean => {
  const { left, right, top, bottom } = currentTarget.getBoundingClientRect()
  return x >= left && x <= right && y >= top && y <= bottom
}

const thirds = { 3: 'three', 2: 'two', 1: 'one' } as const

function shownOf(state: Exclude<HoldState, { kind: 'idle' }>): ReactNode {
  if (state.kind === 'undone') return state.why === 'early' ? 'Hold it for a second' : 'It changed: nothing done'
  return (
    <>
      Keep holding…<span className="hidden motion-reduce:inline"> {thirds[state.left]}</span>
    </>
  )
}

function saidOf(state: HoldState, does: string): string {
  switch (state.kind) {
    case 'idle':
      return ''
    case 'holding':
      return `Keep holding to ${does}`
    case 'undone':
      return state.why === 'early'
        ? 'Let go before the second was over: nothing was done.'
        : 'It changed while it was held: nothing was done. Look again before you hold it.'
    default:
      return state satisfies never
  }
}

/** Fills over the second. Who asked for less motion reads a countdown in words instead. */
function HoldBar({ holding }: { holding: boolean }) {
  return (
    <span
      aria-hidden
      className={`absolute inset-0 origin-left bg-black/35 ${
        holding ? 'scale-x-100 transition-transform duration-1000 ease-linear motion-reduce:hidden' : 'scale-x-0'
      }`}
    />
  )
}
