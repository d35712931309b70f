/** `git@host` in front of a path names a protocol's user, which is nobody. */
const address = /(?<![\p{L}\p{N}._%+/:-])(?!git@)[\p{L}\p{N}._%+-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu

/**
 * What others said (a host, a forge, a program) before it becomes part of an entry: who they take somebody for could not be
 * taken out again when that person is forgotten. The log of the deploy has the whole of it, and is gone through then.
 */
export const withoutAddresses = (text: string): string => text.replace(address, '[address]')
