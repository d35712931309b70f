const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** `kind:id`. Ids of one hour begin alike, so the end of a long one says more than its middle. */
export function SubjectName({ subject }: { subject: string }) {
  const colon = subject.indexOf(':') + 1
  const id = subject.slice(colon)
  return (
    <span className="block truncate font-mono text-s" title={subject}>
      <span className="text-muted">{subject.slice(0, colon)}</span>
      {uuid.test(id) ? `${id.slice(0, 8)}…${id.slice(-6)}` : id}
    </span>
  )
}
