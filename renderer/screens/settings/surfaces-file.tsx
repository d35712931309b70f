import { CopyButton } from '../../components/copy-button.tsx'
import { Section } from '../../components/section.tsx'
import { surfacesFileExample } from './surfaces-file-example.ts'

/** What runs commands is code: it cannot be sent here by anybody, only written where it runs. */
export function SurfacesFile() {
  return (
    <Section
      title="Terraform and your own commands"
      says={
        <>
          What runs commands comes only from a file on the machine that runs them:{' '}
          <code className="font-mono">surfaces.json</code> in the data folder of the program that answers here, or
          wherever <code className="font-mono">COUNTERSIGN_SURFACES</code> points. It is read again when it changes.
          Each command is a program with its arguments, and no shell reads it.
        </>
      }
    >
      <div className="rounded-m border border-line bg-surface">
        <div className="flex items-center justify-between border-b border-line px-3 py-1.5">
          <span className="font-mono text-s">surfaces.json</span>
          <CopyButton text={surfacesFileExample} what="the example of surfaces.json" words="Copy" />
        </div>
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Example of surfaces.json"
          className="max-h-80 overflow-auto px-3 py-2"
        >
          <pre className="font-mono text-s">{surfacesFileExample}</pre>
        </section>
      </div>
    </Section>
  )
}
