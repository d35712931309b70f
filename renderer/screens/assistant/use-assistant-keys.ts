import type { RefObject } from 'react'
import type { ChatSession } from '../../assistant-api.ts'
import { useCommands } from '../../state/commands.ts'
import type { ChatDeed } from './sidebar/chat-row.tsx'

type Hands = {
  list: RefObject<HTMLElement | null>
  search: RefObject<HTMLInputElement | null>
  field: RefObject<HTMLTextAreaElement | null>
  /** The chat that is open, where there is one. */
  open: ChatSession | undefined
  /** The chats of the list, by their ids. */
  rows: readonly ChatSession[]
  asleep: string | null
  onNew: () => void
  onDeed: (deed: ChatDeed, chat: ChatSession) => void
  onEnd: () => void
}

const group = 'Assistant'

/** Everything on this screen without a mouse. */
export function useAssistantKeys({ list, search, field, open, rows, asleep, onNew, onDeed, onEnd }: Hands): void {
  const links = () => [...(list.current?.querySelectorAll<HTMLElement>('[data-chat]') ?? [])]
  const focused = () =>
    document.activeElement instanceof HTMLElement ? document.activeElement.dataset.chat : undefined
  const move = (by: 1 | -1) => {
    const all = links()
    const at = all.findIndex(({ dataset }) => dataset.chat === (focused() ?? open?.id))
    const row = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }
  // The chat whose row has the focus, or else the one that is open.
  const about = () => rows.find(({ id }) => id === focused()) ?? open
  const run = (deed: ChatDeed) => () => {
    const chat = about()
    if (chat !== undefined) onDeed(deed, chat)
  }
  const none = rows.length === 0 && open === undefined ? 'There is no chat to do that to' : null
  const write = () => field.current?.focus()
  useCommands([
    { id: 'assistant.new', label: 'New chat', group, keys: ['n'], run: onNew },
    { id: 'assistant.write', label: 'Write a question', group, keys: ['i', 'Enter'], run: write },
    { id: 'assistant.search', label: 'Search your chats', group, keys: ['/'], run: () => search.current?.focus() },
    { id: 'assistant.next', label: 'Next chat', group, keys: ['j'], palette: false, run: () => move(1) },
    { id: 'assistant.previous', label: 'Previous chat', group, keys: ['k'], palette: false, run: () => move(-1) },
    {
      id: 'assistant.rename',
      label: 'Rename the chat',
      group,
      keys: ['r'],
      asleep: asleep ?? none,
      run: run('rename'),
    },
    {
      id: 'assistant.archive',
      label: 'Archive the chat, or take it out',
      group,
      keys: ['e'],
      asleep: asleep ?? none,
      run: run('archive'),
    },
    {
      id: 'assistant.delete',
      label: 'Delete the chat',
      group,
      keys: ['#'],
      asleep: asleep ?? none,
      run: run('delete'),
    },
    { id: 'assistant.end', label: 'To the newest message', group, keys: ['G'], run: onEnd },
  ])
}
