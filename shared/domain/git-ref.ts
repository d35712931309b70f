/** The name of a branch or a tag as git takes it; what resolves to nothing, or to whatever is checked out, is none. */
export const isGitRef = (ref: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(ref) &&
  !ref.includes('..') &&
  !ref.endsWith('.') &&
  ref.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock')) &&
  ref !== 'HEAD' &&
  !/^refs\//.test(ref)
