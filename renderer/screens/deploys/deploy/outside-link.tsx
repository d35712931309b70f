import { CopyButton } from '../../../components/copy-button.tsx'

/** An address outside of the console. The desktop opens none that it does not know: there it can be copied. */
export function OutsideLink({ address, what }: { address: string; what: string }) {
  const isWeb = /^https?:$/.test(URL.parse(address)?.protocol ?? '')
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      {isWeb && window.desktop === undefined ? (
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer"
          className="min-w-0 truncate rounded-s font-mono text-s text-accent underline"
        >
          {address}
        </a>
      ) : (
        <span className="min-w-0 truncate font-mono text-s">{address}</span>
      )}
      <CopyButton text={address} what={what} />
    </span>
  )
}
