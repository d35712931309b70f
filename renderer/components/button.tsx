import { Button as Base } from '@base-ui/react/button'
import type { ComponentProps } from 'react'
import { Hint } from './hint.tsx'

type Kind = 'plain' | 'primary' | 'danger' | 'ghost'

const kinds: Record<Kind, string> = {
  plain: 'border-line-strong bg-raised text-ink hover:bg-hover',
  primary: 'border-accent bg-accent text-on-accent hover:brightness-110',
  danger: 'border-bad-solid bg-bad-solid text-on-solid hover:brightness-110',
  ghost: 'border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink',
}

/** Also for links that look like buttons. */
export const buttonLook = (kind: Kind): string =>
  `inline-flex h-7 shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-m border px-2.5 text-s font-semibold data-disabled:cursor-not-allowed data-disabled:opacity-55 data-disabled:hover:brightness-100 ${kinds[kind]}`

type Props = Omit<ComponentProps<'button'>, 'disabled'> & {
  kind?: Kind
  /** Why the button sleeps. It stays focusable, so that everyone can learn the reason. */
  asleep?: string | null | undefined
}

export function Button({ kind = 'plain', asleep, className = '', ...props }: Props) {
  const sleeping = asleep !== null && asleep !== undefined
  return (
    // Around every button, so that one that falls asleep under the operator's hands stays the same, and keeps the focus.
    <Hint says={asleep ?? ''} off={!sleeping}>
      <Base
        {...props}
        disabled={sleeping}
        focusableWhenDisabled
        // A tooltip is for eyes alone.
        {...(sleeping ? { 'aria-description': asleep } : {})}
        className={`${buttonLook(kind)} ${className}`}
      />
    </Hint>
  )
}

/** A button that is only a picture: its name is for those who cannot see it, and shows on hover. */
export function IconButton({ name, className = '', ...props }: Props & { name: string }) {
  return (
    <Hint says={name}>
      <Button kind="ghost" aria-label={name} {...props} className={`w-7 px-0! ${className}`} />
    </Hint>
  )
}
