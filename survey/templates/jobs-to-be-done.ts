import type { Template } from "./template.ts"
import { both, endings, page, research, scale, survey, words } from "./wording.ts"

const jobs: readonly (readonly [id: string, en: string, zh: string])[] = [
  ["start", "Get started without help", "无需帮助即可开始使用"],
  ["rely", "Rely on it every day", "每天都可以依赖它"],
  ["help", "Get help quickly when something goes wrong", "出现问题时能迅速得到帮助"],
]

const of = (measures: "importance" | "satisfaction", low: [string, string], high: [string, string]) => ({
  ...{ measures, min: 0, max: 10, unsure: true },
  low: both(...low),
  high: both(...high),
})

export const jobsToBeDone: Template = {
  id: "jobs-to-be-done",
  group: "discovery",
  name: both("Jobs to be done: importance × satisfaction", "待办任务：重要性 × 满意度"),
  why: both(
    "Which jobs matter to customers and are served badly: where there is something to win. Put your own jobs in.",
    "哪些任务对客户重要却没有得到很好的满足：机会所在。请填入您自己的任务。",
  ),
  touchpoint: "Product",
  definition: survey(
    both("What you want to get done", "您想完成的事"),
    [
      ...jobs.map(([id, en, zh]) =>
        page(
          id,
          scale(
            `${id}_importance`,
            both(`How important is this to you? ${en}`, `这对您有多重要？${zh}`),
            of("importance", ["Not at all important", "完全不重要"], ["Extremely important", "极其重要"]),
          ),
          scale(
            `${id}_satisfaction`,
            both(
              `How satisfied are you with how well you can do it today? ${en}`,
              `您对目前做到这一点的程度满意吗？${zh}`,
            ),
            of("satisfaction", ["Not at all satisfied", "完全不满意"], ["Extremely satisfied", "极其满意"]),
          ),
        ),
      ),
      page(
        "more",
        words(
          "other_job",
          both("What else do you want to get done that is hard today?", "还有什么您想完成而目前很难做到的事？"),
        ),
      ),
    ],
    endings(),
  ),
  setup: {
    audience: "People who have the job, customers or not",
    trigger: { kind: "schedule", everyDays: 365, share: 0.1 },
    contactRule: research,
  },
  source: "Ulwick (2005), opportunity = importance + max(importance − satisfaction, 0)",
}
