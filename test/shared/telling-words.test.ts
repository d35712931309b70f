import { describe, expect, test } from 'vitest'
import { tellingWords, withoutWords } from '../../shared/domain/telling-words.ts'

describe('the words that tell who somebody was', () => {
  test.each<[what: string, known: { email?: string; name?: string; subject?: string; via?: string }, words: string[]]>([
    ['an address', { email: 'ada@example.com' }, ['ada@example.com']],
    ['a full name', { name: ' Ada Lovelace ' }, ['Ada Lovelace']],
    ['no name that is a word like others', { name: 'root', subject: 'root' }, []],
    ['a subject that is an address', { subject: 'ada@corp' }, ['ada@corp']],
    [
      'a subject that nobody has by chance',
      { subject: 'auth0|5f7c8ec7c33c6c004bbafe82' },
      ['auth0|5f7c8ec7c33c6c004bbafe82'],
    ],
    ['a login at a forge', { name: 'Octo-Ada', subject: 'octo-ada', via: 'forge' }, ['octo-ada']],
    ['each once', { email: 'ada@example.com', subject: 'ada@example.com' }, ['ada@example.com']],
    ['the longest first', { email: 'a@b.de', name: 'Ada Lovelace' }, ['Ada Lovelace', 'a@b.de']],
  ])('%s', (_, known, words) => {
    expect(tellingWords([{ email: null, name: null, subject: null, via: 'oidc', ...known }])).toEqual(words)
  })

  const words = ['octo-ada', 'Zoë Müller', 'ada@example.com', 'a+b|c.d-0123456789']
  test.each([
    ['Author: Zoë Müller <ada@example.com>', 'Author: erased person <erased person>'],
    ['by ZOË MÜLLER', 'by erased person'],
    ['nada@example.com, ada@example.community', 'nada@example.com, ada@example.community'],
    ['ada@example.com: ada@exampleXcom', 'erased person: ada@exampleXcom'],
    ['sub=a+b|c.d-0123456789;', 'sub=erased person;'],
    [
      'Who may give it: Octo-Ada, octo-ada-2, not-octo-ada.',
      'Who may give it: erased person, octo-ada-2, not-octo-ada.',
    ],
    ['nothing of it', 'nothing of it'],
  ])('in “%s” are taken out', (text, left) => {
    expect(withoutWords(text, words)).toBe(left)
  })
})
