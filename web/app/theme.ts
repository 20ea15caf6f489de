import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, type MantineTheme } from "@mantine/core"
import i18next from "i18next"

const teal: MantineColorsTuple = [
  "#e0efed",
  "#c6e2df",
  "#9fcfca",
  "#77bbb5",
  "#4db6ac",
  "#2b8f88",
  "#0b6e69",
  "#095b57",
  "#074a47",
  "#053a37",
]
const red: MantineColorsTuple = [
  "#fae6e0",
  "#f3cdc2",
  "#eaa997",
  "#f08a70",
  "#d9644b",
  "#c2452d",
  "#b03a24",
  "#94301e",
  "#782718",
  "#5d1e12",
]

// Warm greys: paper and ink rather than steel.
const gray: MantineColorsTuple = [
  "#f8f6f2",
  "#f3f1ec",
  "#ebe8e1",
  "#e4e0d8",
  "#cfc9bd",
  "#a8a296",
  "#7d7a73",
  "#565b5f",
  "#34383b",
  "#1c1f21",
]
const dark: MantineColorsTuple = [
  "#eceae4",
  "#d0cfc9",
  "#a9adac",
  "#8f9596",
  "#3d454b",
  "#2b3136",
  "#1b1f23",
  "#14171a",
  "#101316",
  "#0c0e10",
]

/** Mantine in Rapport's tokens: 14 px text, 6 px corners, one accent, hairlines, almost no shadow. */
export const theme = createTheme({
  fontFamily: "var(--font-ui)",
  headings: { fontFamily: "var(--font-ui)", fontWeight: "600" },
  colors: { teal, red, gray, dark },
  primaryColor: "teal",
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  defaultRadius: 6,
  fontSizes: { xs: "12px", sm: "13.5px", md: "14px", lg: "16px", xl: "18px" },
  cursorType: "pointer",
  components: {
    Button: {
      defaultProps: { size: "sm", variant: "default" },
      styles: { label: { fontWeight: 550 } },
      // The accent is dark on light paper and light on dark paper; what stands on it turns with it.
      vars: (_theme: MantineTheme, props: { variant?: string }) => ({
        root: props.variant === "filled" ? { "--button-color": "var(--on-accent)" } : {},
      }),
    },
    Checkbox: { vars: () => ({ root: { "--checkbox-icon-color": "var(--on-accent)" } }) },
    Radio: { vars: () => ({ root: { "--radio-icon-color": "var(--on-accent)" } }) },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { shadow: "md" }, checkIconPosition: "right" } },
    Menu: { defaultProps: { shadow: "md", position: "bottom-start", withinPortal: true } },
    Popover: { defaultProps: { shadow: "md" } },
    Modal: {
      // Asked at each opening: the close button is named in the reader's language.
      defaultProps: () => ({
        centered: true,
        overlayProps: { backgroundOpacity: 0.35 },
        radius: 8,
        closeButtonProps: { "aria-label": i18next.t("common.close") },
      }),
    },
    Tooltip: {
      defaultProps: {
        openDelay: 250,
        withArrow: false,
        multiline: true,
        maw: 280,
        events: { hover: true, focus: true, touch: true },
      },
    },
  },
})

/** Set for both schemes: Mantine's own defaults for a scheme are more specific than its plain variables. */
const variables = {
  "--mantine-color-body": "var(--paper)",
  "--mantine-color-text": "var(--ink)",
  "--mantine-color-dimmed": "var(--ink-3)",
  "--mantine-color-placeholder": "var(--ink-3)",
  "--mantine-color-anchor": "var(--accent)",
  "--mantine-color-error": "var(--bad)",
  "--mantine-color-default": "var(--card)",
  "--mantine-color-default-hover": "var(--sunk)",
  "--mantine-color-default-color": "var(--ink)",
  "--mantine-color-default-border": "var(--line-strong)",
  "--mantine-primary-color-filled": "var(--accent)",
  "--mantine-primary-color-filled-hover": "var(--accent-hover)",
  "--mantine-primary-color-contrast": "var(--on-accent)",
  "--mantine-color-teal-filled": "var(--accent)",
  "--mantine-color-teal-filled-hover": "var(--accent-hover)",
  "--mantine-color-teal-light": "var(--accent-soft)",
  "--mantine-color-teal-light-color": "var(--accent)",
  "--mantine-color-disabled": "var(--sunk)",
  "--mantine-color-disabled-color": "var(--ink-3)",
  "--mantine-color-disabled-border": "var(--line)",
  "--mantine-shadow-md": "var(--shadow-float)",
}

export const themeVariables: CSSVariablesResolver = () => ({ variables: {}, light: variables, dark: variables })
