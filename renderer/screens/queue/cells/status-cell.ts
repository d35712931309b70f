import type { Action } from '../../../api.ts'
import { currentNow, watchNow } from '../../../state/now.ts'
import { statusDots, statusNames } from '../marks.tsx'
import { Cell } from './cell.ts'
import { element, fill, picture } from './dom.ts'
import { type Beside, besideStatus } from './status-words.ts'

/** A mark, a word, and what is beside it; it steps with the page's clock, and is drawn anew only where it says otherwise. */
export class StatusCell extends Cell {
  protected draw(action: Action) {
    const { status } = action
    const dot = element('i', `inline-block size-2 shrink-0 border-2 ${statusDots[status]}`, { 'aria-hidden': 'true' })
    const mark = element('span', 'inline-flex shrink-0 items-center gap-1.5', {}, [dot, statusNames[status]])
    this.element.className = 'inline-flex max-w-full items-center gap-1.5 overflow-hidden whitespace-nowrap'
    let said = ''
    const say = () => {
      const beside = besideStatus(action, currentNow())
      const says = JSON.stringify(beside)
      if (says === said) return
      said = says
      fill(this.element, [mark, ...beside.map(drawn)])
    }
    const stop = watchNow(say)
    say()
    return stop
  }
}

const urgencies = { calm: 'text-muted', soon: 'text-warn', over: 'font-semibold text-bad' } as const

/** Short for eyes, whole on hover and for those who listen. */
function drawn(beside: Beside): HTMLElement {
  const shown = element('span', `inline-flex items-center ${lookOf(beside)}`, { 'aria-hidden': 'true' }, [
    pictureOf(beside),
    beside.shows,
  ])
  const heard = element('span', 'sr-only', {}, [`, ${beside.says}`])
  return element('span', 'inline-flex shrink-0 items-center', { title: beside.says }, [heard, shown])
}

function lookOf(beside: Beside): string {
  switch (beside.kind) {
    case 'glass':
      return `gap-1 text-xs ${beside.shows === '' ? 'text-muted' : 'text-bad'}`
    case 'single':
      return 'text-warn'
    case 'count':
    case 'note':
      return 'text-s text-muted'
    case 'unknown':
      return 'font-semibold text-bad'
    case 'age':
      return 'gap-1 font-mono text-s text-muted'
    case 'countdown':
      return `font-mono text-s ${urgencies[beside.urgency]}`
    default:
      return beside satisfies never
  }
}

function pictureOf({ kind }: Beside): SVGSVGElement | null {
  if (kind === 'glass') return picture('hammer', 13, '')
  if (kind === 'single') return picture('person', 13, '')
  return kind === 'age' ? picture('hourglass', 11, 'text-faint') : null
}
