/** It stands in addresses, in a checkpoint's origin and in file names, so it is kept plain. */
export const isWorkspaceName = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text)
