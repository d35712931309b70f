import { expect, test } from 'vitest'
import { opensOutside } from '../../../main/desktop/external.ts'

const server = 'https://countersign.example.com/base'

test.each([
  ['https://c2sp.org/tlog-checkpoint', null, true],
  ['https://www.rfc-editor.org/rfc/rfc9162', null, true],
  ['https://countersign.example.com/docs', server, true],
  ['https://countersign.example.com/docs', null, false],
  ['https://countersign.example.com:8443/docs', server, false],
  ['https://countersign.example.com.evil.example/', server, false],
  ['https://evil.example/?https://c2sp.org', server, false],
  ['https://c2sp.org@evil.example/', null, false],
  ['https://user:pw@c2sp.org/', null, false],
  ['https://c2sp.org:8443/', null, false],
  ['http://c2sp.org/', null, false],
  ['http://countersign.example.com/', 'http://countersign.example.com', false],
  ['file:///etc/passwd', server, false],
  ['javascript:alert(1)', server, false],
  ['data:text/html,x', server, false],
  ['smb://c2sp.org/share', null, false],
  ['countersign://audit', server, false],
  ['app://console/', server, false],
  ['', server, false],
  ['https://', server, false],
])('%s with server %s: %s', (url, connected, opens) => {
  expect(opensOutside(url, connected)).toBe(opens)
})
