/** What was thrown, and an error when nothing was. */
export async function thrown(what: Promise<unknown>): Promise<Error> {
  const error = await what.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(error instanceof Error)) throw new Error('it did not throw')
  return error
}
