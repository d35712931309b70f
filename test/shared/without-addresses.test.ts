import { expect, test } from 'vitest'
import { withoutAddresses } from '../../shared/domain/without-addresses.ts'

test.each([
  ['Access denied for ada.lovelace+ops@mail.example.com.', 'Access denied for [address].'],
  ['(ÄDA@bücher.example), <a@b.de>', '([address]), <[address]>'],
  ['git@github.com:raxx/raxx.git is not there', 'git@github.com:raxx/raxx.git is not there'],
  ['https://heroku:x@git.heroku.com/app.git', 'https://heroku:x@git.heroku.com/app.git'],
  ['react@19.2.0 and user@localhost stay', 'react@19.2.0 and user@localhost stay'],
])('of “%s” is left “%s”', (text, left) => expect(withoutAddresses(text)).toBe(left))
