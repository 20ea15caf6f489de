import { Button } from "@mantine/core"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { Comment } from "../../api/contract.ts"
import { useChange, useGet } from "../../app/data.tsx"
import { useFormat } from "../../app/format.ts"
import { useMay, useSession } from "../../app/session.tsx"
import { Loaded, RowBones } from "../Loaded.tsx"
import classes from "./Comments.module.css"
import { MentionBox } from "./MentionBox.tsx"
import { commentPieces } from "./mentions.ts"

/** What colleagues of all departments say about a record, where it stands. */
export function Comments({ record }: { record: string }) {
  const { t } = useTranslation()
  const may = useMay("comment")
  const [text, setText] = useState("")
  const comments = useGet<{ items: Comment[] }>("comments", "/comments", { record })
  const add = useChange<string, Comment>({
    run: (words, send) => send("POST", "/comments", { record, text: words }),
    touches: ["comments", "activity"],
    after: () => setText(""),
  })
  return (
    <section>
      <h2>{t("comments.title")}</h2>
      <Loaded query={comments} bones={<RowBones count={2} />}>
        {(data) => (
          <ol className={classes.list}>
            {data.items.map((comment) => (
              <CommentEntry key={comment.id} comment={comment} />
            ))}
            {data.items.length === 0 && <li className="n">{t("comments.none")}</li>}
          </ol>
        )}
      </Loaded>
      {may ? (
        <div className={classes.write}>
          <MentionBox
            value={text}
            onChange={setText}
            onSubmit={() => text.trim() && add.mutate(text.trim())}
            placeholder={t("comments.placeholder")}
          />
          <Button disabled={!text.trim()} loading={add.isPending} onClick={() => add.mutate(text.trim())}>
            {t("comments.send")}
          </Button>
        </div>
      ) : (
        <p className="n">{t("permission.comment")}</p>
      )}
    </section>
  )
}

function CommentEntry({ comment }: { comment: Comment }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { me } = useSession()
  const own = comment.author.id === me.member.id
  const remove = useChange<Comment>({
    run: (gone, send) => send("DELETE", `/comments/${gone.id}`),
    touches: ["comments", "activity"],
    said: () => t("comments.removed"),
    undo: (gone, _, send) => send("POST", "/comments", { record: gone.record, text: gone.text }),
  })
  return (
    <li className={classes.comment}>
      <div className="spread">
        <span>
          <b>{comment.author.name}</b>{" "}
          <time className="n" dateTime={comment.createdAt} title={format.dayAndTime(comment.createdAt)}>
            {format.ago(comment.createdAt)}
          </time>
        </span>
        {own && (
          <Button size="compact-xs" variant="subtle" onClick={() => remove.mutate(comment)}>
            {t("comments.remove")}
          </Button>
        )}
      </div>
      <p className={classes.text}>
        {commentPieces(comment.text, comment.mentions).map((piece) =>
          piece.mention ? (
            <span key={piece.place} className={classes.mention}>
              @{piece.text}
            </span>
          ) : (
            piece.text
          ),
        )}
      </p>
    </li>
  )
}
