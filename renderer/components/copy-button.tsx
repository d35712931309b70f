import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { notify } from '../state/toasts.ts'
import { Button } from './button.tsx'

type Props = {
  text: string | (() => Promise<string>)
  what: string
  words?: string
  className?: string
  asleep?: string | null
}

/** Says "copied" only once the clipboard took it. `what` names the thing: "Copy checkpoint". */
export function CopyButton({ text, what, words, className, asleep }: Props) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text())
      setCopied(true)
      notify.done(`Copied ${what}`)
    } catch (error) {
      notify.failed(`Could not copy ${what}`, error)
    }
  }

  const Mark = copied ? Check : Copy
  return (
    <Button
      kind={words === undefined ? 'ghost' : 'plain'}
      aria-label={words ?? `Copy ${what}`}
      asleep={asleep}
      onClick={() => void copy()}
      {...(className === undefined ? {} : { className })}
    >
      <Mark size={13} aria-hidden className={copied ? 'text-ok' : undefined} />
      {words}
    </Button>
  )
}
