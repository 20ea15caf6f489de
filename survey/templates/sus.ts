import type { Template } from "./template.ts"
import { agreement, both, endings, page, research, scale, survey } from "./wording.ts"

// Odd items are worded positively, even ones negatively: their order is part of the score.
const items: readonly (readonly [en: string, zh: string])[] = [
  ["I think that I would like to use this product frequently.", "我愿意经常使用这个产品。"],
  ["I found the product unnecessarily complex.", "我觉得这个产品过于复杂，没有必要。"],
  ["I thought the product was easy to use.", "我认为这个产品容易使用。"],
  [
    "I think that I would need the support of a technical person to be able to use this product.",
    "我认为我需要技术人员的帮助才能使用这个产品。",
  ],
  ["I found the various functions in this product were well integrated.", "我觉得这个产品的各项功能整合得很好。"],
  ["I thought there was too much inconsistency in this product.", "我认为这个产品中有太多不一致的地方。"],
  [
    "I would imagine that most people would learn to use this product very quickly.",
    "我认为大多数人能很快学会使用这个产品。",
  ],
  ["I found the product very awkward to use.", "我觉得这个产品使用起来很不方便。"],
  ["I felt very confident using the product.", "使用这个产品时我感到很有信心。"],
  [
    "I needed to learn a lot of things before I could get going with this product.",
    "在开始使用这个产品之前，我需要学习很多东西。",
  ],
]

export const sus: Template = {
  id: "sus",
  group: "product",
  name: both("System Usability Scale (SUS)", "系统可用性量表 (SUS)"),
  why: both(
    "How usable a product is, comparable with others: 0 to 100, and 68 is the mean of published studies. Not a percentage.",
    "产品的可用性，可与其他产品比较：0 到 100，已发表研究的平均值为 68。不是百分比。",
  ),
  touchpoint: "Product",
  definition: {
    ...survey(
      both("Using the product", "使用产品"),
      items.map(([en, zh], index) =>
        page(
          `p${index + 1}`,
          scale(`sus${index + 1}`, both(en, zh), {
            ...{ measures: "sus", min: 1, max: 5, required: true },
            ...agreement,
          }),
        ),
      ),
      endings(),
    ),
    progress: true,
  },
  setup: {
    audience: "People who have used the product lately, or have just taken part in a usability test",
    trigger: { kind: "event", withinHours: 72 },
    contactRule: research,
  },
  source:
    "Brooke (1996), with “awkward” for “cumbersome” after Bangor, Kortum and Miller (2008). Score: (Σ odd (x − 1) + Σ even (5 − x)) × 2.5. The Chinese follows the English items; it is not one of the validated translations.",
}
