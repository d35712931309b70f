import { expect, test } from 'vitest'
import { askOptions, askSession } from '../../main/cli/sign-in/ask-server.ts'
import { chooseIssuer } from '../../main/cli/sign-in/choose-issuer.ts'
import { serverAddress } from '../../main/cli/sign-in/server-address.ts'
import { version } from '../../main/version.ts'
import { issuerNamed, startSaying } from './trusting-server.ts'

const ask = async (said: Parameters<typeof startSaying>[0], wanted?: string) =>
  chooseIssuer(await askOptions(await startSaying(said)), wanted)

test.each([
  ['its only one', [issuerNamed('One')], undefined],
  ['the only one that is for the command line', [issuerNamed('Two', null), issuerNamed('One')], undefined],
  ['one of two, by its name', [issuerNamed('Two'), issuerNamed('One')], 'One'],
  ['one of two, by its address', [issuerNamed('One'), issuerNamed('Two')], 'https://one.example'],
])('%s is signed in at', async (_, issuers, wanted) => {
  expect(await ask({ issuers }, wanted)).toMatchObject({ issuer: 'https://one.example', client_id: expect.any(String) })
})

test.each([
  ['no issuer', { issuers: [] }, undefined, 'nobody can sign in to this server from a terminal; it takes API keys'],
  ['one for browsers alone', { issuers: [issuerNamed('One', null)] }, undefined, 'nobody can sign in'],
  [
    'two',
    { issuers: [issuerNamed('One'), issuerNamed('Two')] },
    undefined,
    'choose one by --issuer: https://one.example (One), https://two.example (Two)',
  ],
  ['another than is wanted', { issuers: [issuerNamed('One')] }, 'Two', 'trusts no issuer Two; it trusts https://one'],
  ['a version that is too new', { version: '7.1.0' }, undefined, `Countersign 7.1.0; this console is ${version}`],
  ['nothing that can be understood', { api_keys: undefined as unknown as boolean }, undefined, 'is not a Countersign'],
])('a server that says %s is refused in a sentence', async (_, said, wanted, sentence) => {
  await expect(ask(said, wanted)).rejects.toThrow(sentence)
})

test('a server that is not there, and one that speaks of something else', async () => {
  await expect(askOptions('http://127.0.0.1:1')).rejects.toThrow('127.0.0.1:1 cannot be reached')
  await expect(askSession(await startSaying({}), 't')).rejects.toThrow('does not know you: it answered 200')
})

test.each([
  ['ops.example', '--server takes the address of a server'],
  ['ftp://ops.example', '--server takes the address of a server'],
  ['http://ops.example', 'plain http is allowed to this machine only'],
  ['http://127.0.0.1.ops.example', 'plain http is allowed to this machine only'],
  ['http://10.0.0.1', 'plain http is allowed to this machine only'],
])('%s is no address to send a credential to', (text, sentence) => {
  expect(() => serverAddress(text, '--server')).toThrow(sentence)
})

test.each(['https://ops.example/x', 'http://127.0.0.1:4680', 'http://[::1]:4680', 'http://localhost'])(
  '%s is one',
  (text) => {
    expect(serverAddress(text, '--server').origin).toBe(new URL(text).origin)
  },
)
