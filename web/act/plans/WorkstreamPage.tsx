import { useParams } from "@tanstack/react-router"
import { useEffect } from "react"
import { useGet } from "../../app/data.tsx"
import { useGo } from "../../app/Go.tsx"
import { useSession } from "../../app/session.tsx"
import { paths } from "../../paths.ts"
import { HeadBones, Loaded } from "../../ui/Loaded.tsx"
import type { Workstream } from "./plan-words.ts"

/** A workstream is worked on in the room of its plan: this address leads there. */
export default function WorkstreamPage() {
  const { id } = useParams({ strict: false })
  const { org } = useSession()
  const go = useGo()
  const found = useGet<Workstream>("plans", `/workstreams/${id}`)
  const planId = found.data?.planId
  useEffect(() => {
    if (planId) go(paths.plan(org, planId), { replace: true })
  }, [planId, org, go])
  return (
    <Loaded query={found} bones={<HeadBones />}>
      {() => <HeadBones />}
    </Loaded>
  )
}
