import type { Action } from '../../../api.ts'
import { shortTime } from '../../../components/clock.ts'
import { currentNow, watchNow } from '../../../state/now.ts'
import { modeNames, nounOf } from '../dialogs/action-words.ts'
import { tierShapes } from '../marks.tsx'
import { useRowContext } from '../row-context.ts'
import { toggleSelected, useSelection } from '../selection.ts'
import { Cell, write } from './cell.ts'
import { element, fill } from './dom.ts'

export class TierCell extends Cell {
  protected draw({ tier }: Action): undefined {
    this.element.className = 'inline-flex items-center gap-1.5 font-semibold'
    const shape = element('i', `inline-block size-[11px] shrink-0 ${tierShapes[tier]}`, { 'aria-hidden': 'true' })
    fill(this.element, [shape, String(tier)])
  }
}

export class TypeCell extends Cell {
  protected draw({ type }: Action): undefined {
    write(this.element, type, 'font-mono text-s')
  }
}

export class TargetCell extends Cell {
  protected draw({ target_ref }: Action): undefined {
    write(this.element, target_ref, 'font-mono text-s')
  }
}

export class ReasonCell extends Cell {
  protected draw({ reason }: Action): undefined {
    write(this.element, reason)
  }
}

export class ModeCell extends Cell {
  protected draw({ mode }: Action): undefined {
    write(this.element, modeNames[mode], `text-s ${mode === 'supervised' ? 'text-muted' : ''}`)
  }
}

/** Absolute, and relative beside it where there is room; the whole of it in UTC on hover. */
export class ProposedCell extends Cell {
  protected draw({ proposed_at: at }: Action) {
    const [absolute, relative] = [
      element('span', 'font-mono text-s leading-5'),
      element('span', 'text-s leading-5 text-faint'),
    ]
    const look = 'flex h-5 flex-wrap gap-x-1.5 overflow-hidden leading-5 whitespace-nowrap'
    this.element.className = ''
    fill(this.element, [
      element('time', look, { datetime: at, title: `${at.replace('T', ' ')} UTC` }, [absolute, relative]),
    ])
    const say = () => {
      const [day, ago] = shortTime(new Date(at), currentNow())
      absolute.textContent = day
      relative.textContent = ago
    }
    const stop = watchNow(say)
    say()
    return stop
  }
}

export class SelectCell extends Cell {
  protected draw(action: Action) {
    const box = element(
      'input',
      "grid size-3.5 cursor-pointer appearance-none place-items-center rounded-[3px] border border-faint bg-bg text-[10px] leading-none font-bold text-on-accent checked:border-accent checked:bg-accent checked:before:content-['✓']",
      { type: 'checkbox', 'aria-label': `Select ${nounOf(action)}` },
    )
    box.onchange = () => toggleSelected(action, box.checked)
    const say = () => {
      box.checked = useSelection.getState().rows.has(action.id)
      box.tabIndex = useRowContext.getState().current === action.id ? 0 : -1
    }
    this.element.className = 'inline-flex'
    fill(this.element, [box])
    say()
    const stops = [useSelection.subscribe(say), useRowContext.subscribe(say)]
    return () => {
      for (const stop of stops) stop()
    }
  }
}
