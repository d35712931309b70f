/** The nonce that libraries put on the style elements they create. The server writes a new one into every page. */
export const styleNonce = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined
