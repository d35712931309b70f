// Must be the first import of the page: whatever runs before it would be refused by `require-trusted-types-for`.
type Factory = {
  createPolicy(name: string, rules: { createHTML(html: string): string; createScriptURL(url: string): string }): unknown
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes

factory?.createPolicy('default', {
  createHTML(html) {
    if (html === '') return html
    throw new TypeError('HTML from text is not allowed here')
  },
  createScriptURL(url) {
    const target = new URL(url, document.baseURI)
    if (target.protocol === location.protocol && target.host === location.host) return url
    throw new TypeError('scripts come from this console alone')
  },
})
