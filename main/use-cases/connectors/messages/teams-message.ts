import { type DrillNotice, headlineOf, momentText, noticeLink, ownerLines } from './drill-notice.ts'
import { block, cardWith, plain } from './teams-text.ts'

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
  return cardWith([
    { ...block(headlineOf(notice)), size: 'Medium', weight: 'Bolder' },
    ...(facts.length === 0 ? [] : [{ type: 'FactSet', facts }]),
    ...ownerLines(notice).map(block),
    { ...block(noticeLink(notice)), isSubtle: true, size: 'Small' },
  ])
}
