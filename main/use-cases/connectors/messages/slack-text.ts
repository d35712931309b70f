/** What Slack takes at most. */
export const longestHeader = 150
export const longestSection = 3000

export const markdown = (text: string) => ({ type: 'mrkdwn', text })

/** The three characters that mean something to Slack: without them nothing is a link, and nobody is called (`<!channel>`). */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const cut = (text: string, max: number): string => (text.length <= max ? text : `${text.slice(0, max - 1)}…`)
