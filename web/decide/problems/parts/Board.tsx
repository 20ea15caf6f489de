import { ActionIcon, Menu } from "@mantine/core"
import { type KeyboardEvent, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { useChange } from "../../../app/data.tsx"
import { useFormat } from "../../../app/format.ts"
import { Go } from "../../../app/Go.tsx"
import { useMay, useSession } from "../../../app/session.tsx"
import { paths } from "../../../paths.ts"
import { Icon } from "../../../ui/Icon.tsx"
import { type ProblemItem, type State, scoreWords } from "../problem-words.ts"
import classes from "./Board.module.css"

const columns: State[] = ["open", "planned", "in_progress", "solved"]

/** Problems by how far they are. A card is dragged, moved by Shift and the arrow keys, or by its menu; each move can be undone. */
export function Board({ problems }: { problems: ProblemItem[] }) {
  const { t } = useTranslation()
  const may = useMay("problems.edit")
  const [over, setOver] = useState<State | null>(null)
  const dragged = useRef<ProblemItem | null>(null)
  const move = useChange<{ problem: ProblemItem; state: State }>({
    run: ({ problem, state }, send) => send("PATCH", `/problems/${problem.id}`, { state }),
    touches: ["problems", "home", "activity"],
    said: ({ state }) => t("problems.column.moved", { state: t(`problem.state.${state}`) }),
    undo: ({ problem }, _, send) => send("PATCH", `/problems/${problem.id}`, { state: problem.state }),
  })
  const moveTo = (problem: ProblemItem, state: State | undefined) => {
    if (may && state && state !== problem.state) move.mutate({ problem, state })
  }
  const drop = (state: State) => {
    setOver(null)
    if (dragged.current) moveTo(dragged.current, state)
    dragged.current = null
  }
  return (
    <>
      <p className="n" id="board-hint" style={{ marginBottom: 10 }}>
        {t("problems.column.hint")}
      </p>
      <section className={classes.board} aria-label={t("problems.asBoard")} aria-describedby="board-hint">
        {columns.map((state) => {
          const mine = problems.filter((problem) => problem.state === state)
          return (
            // Dropping is one of three ways; the others work from the keyboard.
            <section
              key={state}
              className={classes.column}
              data-over={over === state}
              aria-labelledby={`column-${state}`}
              onDragOver={(event) => {
                event.preventDefault()
                setOver(state)
              }}
              onDragLeave={() => setOver(null)}
              onDrop={() => drop(state)}
            >
              <h2 id={`column-${state}`}>
                {t(`problem.state.${state}`)} <span className="n">{mine.length}</span>
              </h2>
              {mine.length === 0 && <p className="n">{t("problems.column.empty")}</p>}
              <ul className="rows">
                {mine.map((problem) => (
                  <Card
                    key={problem.id}
                    problem={problem}
                    mayMove={may}
                    onDrag={() => {
                      dragged.current = problem
                    }}
                    onMove={(to) => moveTo(problem, to)}
                  />
                ))}
              </ul>
            </section>
          )
        })}
      </section>
    </>
  )
}

type CardProps = {
  problem: ProblemItem
  mayMove: boolean
  onDrag: () => void
  onMove: (state: State | undefined) => void
}

function Card({ problem, mayMove, onDrag, onMove }: CardProps) {
  const { t } = useTranslation()
  const { org } = useSession()
  const format = useFormat()
  const keys = (event: KeyboardEvent) => {
    if (!event.shiftKey) return
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    onMove(columns[columns.indexOf(problem.state) + step])
  }
  return (
    <li className={classes.card} draggable={mayMove} onDragStart={onDrag}>
      <div className="spread">
        <Go href={paths.problem(org, problem.id)} onKeyDown={keys}>
          {problem.statement}
        </Go>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              size={26}
              variant="subtle"
              disabled={!mayMove}
              aria-label={t("problems.column.move", { statement: problem.statement })}
            >
              <Icon name="dots" size={14} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {columns
              .filter((state) => state !== problem.state)
              .map((state) => (
                <Menu.Item key={state} onClick={() => onMove(state)}>
                  {t(`problem.state.${state}`)}
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      <p className="n">
        {[
          t("problem.score", { score: scoreWords(problem.score.value, format) }),
          t("problem.told", { count: problem.size?.told ?? 0 }),
          ...(problem.owner ? [problem.owner.name] : []),
        ].join(" · ")}
      </p>
    </li>
  )
}
