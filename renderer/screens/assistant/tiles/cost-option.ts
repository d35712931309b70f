import type { ChartColours } from '../../../components/chart-colours.ts'
import type { ChartOption } from '../../../components/chart-engine.ts'
import { tokens, usd } from '../../../components/quantity.ts'
import type { FleetCost } from '../../../fleet-api.ts'
import { bucketName } from './cost-words.ts'

/** The histogram: one bar a bucket. Hints are drawn on the canvas, because the page takes no HTML from text. */
export const costOption =
  ({ buckets, window_hours }: Pick<FleetCost, 'buckets' | 'window_hours'>) =>
  (colours: ChartColours): ChartOption => ({
    grid: { left: 52, right: 6, top: 8, bottom: 20 },
    textStyle: { fontFamily: colours.sans, color: colours.muted },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      axisPointer: { type: 'shadow' },
      backgroundColor: colours.raised,
      borderColor: colours['line-strong'],
      textStyle: { color: colours.text, fontSize: 12, fontFamily: colours.sans },
      formatter: (given) => {
        const [first] = Array.isArray(given) ? given : [given]
        const bucket = first === undefined ? undefined : buckets[first.dataIndex]
        if (bucket === undefined) return ''
        return `${bucketName(bucket.from, window_hours)}\n${usd(bucket.cost_usd)} · ${tokens(bucket.calls)} calls\n${tokens(bucket.input_tokens)} in, ${tokens(bucket.output_tokens)} out`
      },
    },
    xAxis: {
      type: 'category',
      data: buckets.map(({ from }) => bucketName(from, window_hours)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours['line-strong'] } },
      axisLabel: { color: colours.muted, fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      splitNumber: 3,
      axisLabel: { color: colours.muted, fontSize: 11, formatter: (value: number) => usd(value) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    series: [
      {
        type: 'bar',
        data: buckets.map(({ cost_usd }) => cost_usd),
        barCategoryGap: '20%',
        itemStyle: { color: colours.accent, borderRadius: [2, 2, 0, 0] },
      },
    ],
  })
