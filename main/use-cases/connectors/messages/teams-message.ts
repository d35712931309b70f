import { type DrillNotice, headlineOf, momentText, noticeLink, ownerLines } from './drill-notice.ts'

/**
 * For a Workflows webhook of Microsoft Teams, which takes Adaptive Cards alone
 * (https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using).
 */
export function teamsMessage(notice: DrillNotice) {
  const facts = notice.isTest
    ? []
    : [
        { title: 'Environment', value: plain(notice.environment) },
        { title: 'Due', value: momentText(notice.next_due_at) },
        { title: 'Plan', value: notice.plan_id },
      ]
  const card = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      { ...block(headlineOf(notice)), size: 'Medium', weight: 'Bolder' },
      ...(facts.length === 0 ? [] : [{ type: 'FactSet', facts }]),
      ...ownerLines(notice).map(block),
      { ...block(noticeLink(notice)), isSubtle: true, size: 'Small' },
    ],
  }
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: card }
  return { type: 'message', attachments: [attachment] }
}

const block = (text: string) => ({ type: 'TextBlock', text: plain(text), wrap: true })

/** Text of a card is Markdown: without brackets nothing is a link, without these nothing is emphasis. */
const plain = (text: string): string => text.replaceAll('[', '(').replaceAll(']', ')').replace(/[*`]/g, '’')
