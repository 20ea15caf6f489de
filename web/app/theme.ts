import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core"

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

/** Mantine in Rapport's tokens: 14 px text, 6 px corners, one accent, hairlines, almost no shadow. */
export const theme = createTheme({
  fontFamily: "var(--font-ui)",
  headings: { fontFamily: "var(--font-ui)", fontWeight: "600" },
  colors: { teal, red },
  primaryColor: "teal",
  primaryShade: { light: 6, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  defaultRadius: 6,
  fontSizes: { xs: "12px", sm: "13.5px", md: "14px", lg: "16px", xl: "18px" },
  cursorType: "pointer",
  components: {
    Button: { defaultProps: { size: "sm", variant: "default" }, styles: { label: { fontWeight: 550 } } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    TextInput: { defaultProps: { size: "sm" } },
    Select: { defaultProps: { size: "sm", comboboxProps: { shadow: "md" }, checkIconPosition: "right" } },
    Menu: { defaultProps: { shadow: "md", position: "bottom-start", withinPortal: true } },
    Popover: { defaultProps: { shadow: "md" } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35 }, radius: 8 } },
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

export const themeVariables: CSSVariablesResolver = () => ({
  variables: {
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
    "--mantine-shadow-md": "var(--shadow-float)",
  },
  light: {},
  dark: {
    "--mantine-color-dark-6": "#1b1f23",
    "--mantine-color-dark-7": "#14171a",
    "--mantine-color-dark-4": "#3d454b",
  },
})
