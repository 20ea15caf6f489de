import { useLocation, useNavigate } from "@tanstack/react-router"

/** One value of the page's address, and how to change it: what a page shows can be sent to somebody. */
export function useQueryValue(name: string): [string | null, (value: string | null) => void] {
  const location = useLocation()
  const navigate = useNavigate()
  const search = location.search as Record<string, string | undefined>
  const set = (value: string | null) =>
    void navigate({
      to: location.pathname,
      search: { ...search, [name]: value ?? undefined } as never,
      replace: true,
      resetScroll: false,
    })
  return [search[name] ?? null, set]
}
