/** A message that is one Adaptive Card. */
export function cardWith(body: readonly object[]) {
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body,
  }
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }
  return { type: 'message', attachments: [attachment] }
}

export const block = (text: string) => ({ type: 'TextBlock', text: plain(text), wrap: true })

/** Text of a card is Markdown: without brackets nothing is a link, without these nothing is emphasis. */
export const plain = (text: string): string => text.replaceAll('[', '(').replaceAll(']', ')').replace(/[*`]/g, '’')
