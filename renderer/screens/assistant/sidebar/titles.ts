import type { ChatSession } from '../../../assistant-api.ts'

/** A chat is named by its first question; until there is one it has no name. */
export const titleOf = ({ title }: Pick<ChatSession, 'title'>): string => title ?? 'New chat'
