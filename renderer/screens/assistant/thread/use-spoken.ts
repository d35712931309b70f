import { useEffect, useState } from 'react'
import type { ChatMessage } from '../../../assistant-api.ts'
import { textOf } from '../run/reply.ts'
import { isGoingOn, type Run } from '../run/runs.ts'

const atMost = 600

/**
 * What is read out of a reply: that it begins, and at its end what it says. Word by word it would interrupt itself all
 * the time.
 */
export function useSpoken(run: Run | undefined, messages: readonly ChatMessage[]): string {
  const goesOn = isGoingOn(run)
  const [wasGoingOn, setWasGoingOn] = useState(goesOn)
  const [spoken, setSpoken] = useState('')
  const last = messages.at(-1)
  const said = run === undefined ? (last?.role === 'assistant' ? last.content : '') : textOf(run.reply)
  const cutOff = run === undefined ? last?.status === 'cut_off' : run.reply.done?.status === 'cut_off'
  useEffect(() => {
    if (goesOn === wasGoingOn) return
    setWasGoingOn(goesOn)
    if (goesOn) return setSpoken('The assistant is replying.')
    const words = said.length > atMost ? `${said.slice(0, atMost)}… The rest is on the page.` : said
    setSpoken(`${cutOff ? 'The reply was cut off.' : 'The reply is complete.'} ${words}`)
  }, [goesOn, wasGoingOn, said, cutOff])
  return spoken
}
