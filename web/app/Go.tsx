import { useRouter } from "@tanstack/react-router"
import { type AnchorHTMLAttributes, type MouseEvent, type Ref, useCallback } from "react"

type GoProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string; ref?: Ref<HTMLAnchorElement> }

/** A link inside the application: a real anchor (open in a new tab, copy the address) that moves without a reload. */
export function Go({ href, onClick, onMouseEnter, ...rest }: GoProps) {
  const router = useRouter()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || rest.target) return
    event.preventDefault()
    router.history.push(href)
  }
  return <a {...rest} href={href} onClick={follow} onMouseEnter={onMouseEnter} />
}

/** Moves to an address built by `paths`. Always the same function: an effect may depend on it. */
export function useGo(): (href: string, options?: { replace?: boolean }) => void {
  const router = useRouter()
  return useCallback(
    (href, options) => (options?.replace ? router.history.replace(href) : router.history.push(href)),
    [router],
  )
}
