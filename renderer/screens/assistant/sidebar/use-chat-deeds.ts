import { useState } from 'react'
import { assistantApi, type ChatSession } from '../../../assistant-api.ts'
import { refreshChat, refreshChats } from '../../../state/assistant.ts'
import { notify } from '../../../state/toasts.ts'
import type { ChatDeed } from './chat-row.tsx'
import { titleOf } from './titles.ts'

/** What can be done to a chat as a whole; the same from its menu and by its keys. */
export function useChatDeeds(openId: string | undefined, onLeave: () => void) {
  const [renaming, setRenaming] = useState<string | null>(null)
  const [deleting, setDeleting] = useState<ChatSession | null>(null)

  async function change(chat: ChatSession, body: { title?: string; archived?: boolean }, done: string) {
    try {
      await assistantApi.patchSession(chat.id, body)
      notify.done(done)
    } catch (error) {
      notify.failed(`“${titleOf(chat)}” was not changed`, error)
    }
    await Promise.all([refreshChats(), chat.id === openId ? refreshChat(chat.id) : undefined])
  }
  return {
    renaming,
    deleting,
    onDeed(deed: ChatDeed, chat: ChatSession) {
      switch (deed) {
        case 'rename':
          return setRenaming(chat.id)
        case 'archive':
          return void change(
            chat,
            { archived: !chat.archived },
            chat.archived ? 'The chat is out of the archive' : 'The chat is archived',
          )
        case 'delete':
          return setDeleting(chat)
        default:
          return deed satisfies never
      }
    },
    onRenamed(chat: ChatSession, title: string | null) {
      setRenaming(null)
      if (title !== null) void change(chat, { title }, 'The chat is renamed')
    },
    onDeleted() {
      if (deleting?.id === openId) onLeave()
    },
    stopDeleting: () => setDeleting(null),
  }
}
