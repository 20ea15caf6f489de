import { templates } from "../../../survey/templates/all.ts"

export { templates }

export const templateOf = (id: string) => templates.find((one) => one.id === id)
