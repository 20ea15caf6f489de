import { createContext, useContext } from "react"

/** Whether the desk stands in somebody else's page: links then open beside it, not inside. */
export const PanelContext = createContext(false)
export const useOutside = () => (useContext(PanelContext) ? { target: "_blank", rel: "noopener" } : {})
