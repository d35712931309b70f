import { expect, test } from 'vitest'
import { isConsole, isConsoleDocument } from '../../../main/desktop/origin.ts'

test.each([
  ['app://console/', true, true],
  ['app://console/#/audit?entry=1', true, true],
  ['app://console', true, false],
  ['app://console/docs', true, false],
  ['app://console/api/v1/audit/entries', true, false],
  ['app://console.evil/', false, false],
  ['app://console:1/', false, false],
  ['app://other/', false, false],
  ['https://console/', false, false],
  ['null', false, false],
  ['', false, false],
])('%s: ours %s, its document %s', (url, ours, document) => {
  expect([isConsole(url), isConsoleDocument(url)]).toEqual([ours, document])
})
