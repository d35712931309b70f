/** Resolves at the first SIGTERM or SIGINT; a second one ends the program at once. */
export function untilAskedToStop(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let asked = false
  const ask = (signal: NodeJS.Signals) => {
    if (asked) process.exit(signal === 'SIGINT' ? 130 : 143)
    asked = true
    resolve()
  }
  process.on('SIGTERM', ask)
  process.on('SIGINT', ask)
  return promise
}
