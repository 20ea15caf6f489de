import "@fontsource-variable/inter"
import "@fontsource-variable/source-serif-4"
import "./mantine-styles.ts"
import "@mantine/notifications/styles.css"
import "./tokens.css"
import "./base.css"
import { MantineProvider } from "@mantine/core"
import { Notifications } from "@mantine/notifications"
import { QueryClient, QueryClientProvider } from "@tanstack/react-query"
import { RouterProvider } from "@tanstack/react-router"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { ApiError } from "../api/client.ts"
import { startLanguage } from "./i18n.ts"
import { routerFor } from "./routes.tsx"
import { theme, themeVariables } from "./theme.ts"

await startLanguage()
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal with a reason will be refused again; only an unreachable server is worth asking twice.
      retry: (failures, error) =>
        !(error instanceof ApiError && error.status >= 400 && error.status < 500) && failures < 2,
      refetchOnWindowFocus: false,
    },
  },
})
const router = routerFor(client)
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={themeVariables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Notifications position="bottom-left" limit={3} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
