/** `area.object.verb`: the area is where, the rest is what. */
export function ActionName({ action }: { action: string }) {
  const dot = action.indexOf('.') + 1
  return (
    <span className="block truncate font-mono text-s" title={action}>
      <span className="text-muted">{action.slice(0, dot)}</span>
      {action.slice(dot)}
    </span>
  )
}
