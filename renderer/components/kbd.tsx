const symbols: Record<string, string> = {
  Mod: navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl',
  Escape: 'Esc',
  Enter: 'Enter',
  ArrowDown: '↓',
  ArrowUp: '↑',
}

/** A capital letter is one that is pressed with Shift. */
const shifted = (key: string): string => (/^[A-Z]$/.test(key) ? `Shift ${key}` : key)

/** `keys` as the registry writes them: `Mod+k`, `g a` (one after the other), `?`. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split(' ').map((stroke) => (
        <kbd
          key={stroke}
          className="rounded-s border border-b-2 border-line-strong px-1.5 font-mono text-xs leading-[1.4] font-normal text-muted"
        >
          {stroke
            .split('+')
            .map((key) => symbols[key] ?? (stroke.includes('+') ? key.toUpperCase() : shifted(key)))
            .join(' ')}
        </kbd>
      ))}
    </span>
  )
}

/** For a button whose colour is not the page's: the key on it has the button's. */
export const keyInButton = '[&_kbd]:border-current [&_kbd]:text-inherit'
