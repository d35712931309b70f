import { type RefObject, useEffect, useState } from 'react'

type Said = { text: string; x: number; y: number; below: boolean }

/** Why a button of a row sleeps, on hover and on focus; those who listen hear it as the button's description. */
export function WhyHint({ table }: { table: RefObject<HTMLElement | null> }) {
  const [said, setSaid] = useState<Said | null>(null)
  useEffect(() => {
    const element = table.current
    if (element === null) return
    const show = ({ target }: Event) => {
      const button = target instanceof Element ? target.closest<HTMLElement>('[data-why]') : null
      if (button === null) return setSaid(null)
      const { left, width, top, bottom } = button.getBoundingClientRect()
      const below = top < innerHeight / 2
      setSaid({ text: button.dataset.why ?? '', x: left + width / 2, y: below ? bottom + 6 : top - 6, below })
    }
    const hide = () => setSaid(null)
    const [shows, hides] = [['mouseover', 'focusin'] as const, ['mouseleave', 'focusout', 'wheel', 'keydown'] as const]
    for (const name of shows) element.addEventListener(name, show)
    for (const name of hides) element.addEventListener(name, hide, { passive: true })
    return () => {
      for (const name of shows) element.removeEventListener(name, show)
      for (const name of hides) element.removeEventListener(name, hide)
    }
  }, [table])
  if (said === null) return null
  return (
    <div
      role="tooltip"
      style={{ left: Math.min(Math.max(said.x, 150), innerWidth - 150), top: said.y }}
      className={`pointer-events-none fixed z-50 w-max max-w-72 -translate-x-1/2 rounded-m border border-line-strong bg-raised px-2 py-1 text-s text-ink shadow-pop ${said.below ? '' : '-translate-y-full'}`}
    >
      {said.text}
    </div>
  )
}
