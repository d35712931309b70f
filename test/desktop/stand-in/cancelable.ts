/** An event as Electron passes it: something to look at, and a way to say no. */
export function cancelable<T extends object>(fields: T) {
  const event = {
    ...fields,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  return event
}
