import { Button } from "@mantine/core"
import { ScoreTags } from "../../listen/feedback/parts/ScoreTags.tsx"
import { Timeline } from "../../listen/people/parts/Timeline.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { CardBones, HeadBones, RowBones, Trouble } from "../../ui/Loaded.tsx"
import { MayButton } from "../../ui/MayButton.tsx"
import { CardGrid, NumberCard, NumberCardBones } from "../../ui/NumberCard.tsx"
import { Voice } from "../../ui/Voice.tsx"
import { SignalRow } from "../../understand/signals/parts/SignalRow.tsx"
import { Example } from "./Example.tsx"
import { cards, signals, timeline } from "./examples.ts"

export function PartExamples() {
  return (
    <>
      <Example title="Voices">
        <div className="stack">
          <Voice
            large
            text="After three weeks the fan stopped and it smelled hot. Delivery was quick."
            language="en"
            marks={[
              { start: 0, end: 53, feeling: "negative" },
              { start: 54, end: 73, feeling: "positive" },
            ]}
            who="Customer, north region · 18 March · CSAT 1 of 5"
          />
          <Voice
            text="风扇突然停了，红灯一直亮，我打了三次电话，没有人能告诉我该怎么办。"
            language="zh"
            marks={[{ start: 7, end: 12 }]}
            who="Customer, west region"
          />
          <Voice text="اتصلت مرتين وحصلت على إجابتين مختلفتين." language="ar" who="Customer, right to left" />
          <Voice lines={2} text={"A long tale that is clamped after two lines. ".repeat(12)} who="Clamped" />
        </div>
      </Example>
      <Example title="Tags and buttons">
        <div className="row">
          {[undefined, "bad", "warn", "good", "accent"].map((tone) => (
            <span key={tone ?? "plain"} className="tag" data-tone={tone}>
              {tone ?? "plain"}
            </span>
          ))}
          <ScoreTags
            scores={[
              { metric: "csat", value: 1, scale: { min: 1, max: 5 } },
              { metric: "nps", value: 7, scale: { min: 0, max: 10 } },
              { metric: "ces", value: 7, scale: { min: 1, max: 7 } },
            ]}
          />
        </div>
        <div className="row" style={{ marginTop: 12 }}>
          <Button variant="filled">Accept as problem</Button>
          <Button>Assign</Button>
          <Button variant="subtle">Remove</Button>
          <Button loading>Saving</Button>
          <MayButton permission="signals.act">Without the right to it</MayButton>
        </div>
      </Example>
      <Example title="Numbers">
        <CardGrid>
          {cards.map(({ state, card }) => (
            <div key={state}>
              <p className="n">{state}</p>
              <NumberCard card={card} />
            </div>
          ))}
          <div>
            <p className="n">loading</p>
            <NumberCardBones />
          </div>
        </CardGrid>
      </Example>
      <Example title="Signals in a list">
        <ul className="rows">
          {signals.map((signal) => (
            <li key={signal.id}>
              <SignalRow signal={signal} />
            </li>
          ))}
        </ul>
      </Example>
      <Example title="A timeline">
        <div className="card">
          <Timeline entries={timeline} />
        </div>
      </Example>
      <Example title="Nothing yet, not yet, not at all">
        <EmptyState
          title="No customer has spoken here yet"
          example={<Voice text="After three weeks the fan stopped." who="CSAT 1 of 5" />}
          action={<Button variant="filled">Import a file</Button>}
        >
          It is read, counted and watched as soon as it arrives.
        </EmptyState>
        <div style={{ marginTop: 20 }}>
          <HeadBones />
        </div>
        <div className="cols">
          <RowBones count={3} />
          <CardBones height={100} />
        </div>
        <div style={{ marginTop: 20 }}>
          <Trouble error={new Error("The server said nothing")} onRetry={() => {}} />
        </div>
      </Example>
    </>
  )
}
