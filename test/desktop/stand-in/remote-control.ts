// The specs' way in: a function as source, run beside main with the electron module as its first argument, as
// Playwright does it for the real runtime.
type Order = { id: number; source: string; argument: unknown }

process.on('message', async ({ id, source, argument }: Order) => {
  try {
    // biome-ignore lint/security/noGlobalEval: this is what the channel is for, and only specs are at its other end
    const run = globalThis.eval(`(${source})`) as (electron: object, argument: unknown) => unknown
    const result = await run(await import('./electron.ts'), argument)
    process.send?.({ id, result })
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.on('disconnect', () => process.exit())

export {}
