import { type DrillNotice, headlineOf, momentText, noticeLink, ownerLines } from './drill-notice.ts'
import { cut, escaped, longestHeader, longestSection, markdown } from './slack-text.ts'

/**
 * For an incoming webhook of Slack (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks): `text`
 * is what notifications show, `blocks` what the channel does.
 */
export function slackMessage(notice: DrillNotice) {
  const headline = headlineOf(notice)
  const context = { type: 'context', elements: [markdown(`${escaped(notice.plan_id)} · ${noticeLink(notice)}`)] }
  const header = { type: 'header', text: { type: 'plain_text', text: cut(headline, longestHeader), emoji: false } }
  if (notice.isTest) return { text: escaped(headline), blocks: [header, context] }
  const facts = [
    ['Environment', notice.environment],
    ['Due', momentText(notice.next_due_at)],
  ] as const
  const fields = facts.map(([name, value]) => markdown(`*${name}*\n${escaped(value)}`))
  const owners = ownerLines(notice).map((line) => `• ${escaped(line)}`)
  return {
    text: escaped(`${headline}. Due ${momentText(notice.next_due_at)}.`),
    blocks: [
      header,
      { type: 'section', fields },
      { type: 'section', text: markdown(cut(owners.join('\n'), longestSection)) },
      context,
    ],
  }
}
