const sheets = new Map<string, CSSStyleSheet>()

/**
 * Styles as sheets made by script: they need no `style-src` of a page that allows none, and a shadow root can take them.
 */
export function dress(root: Document | ShadowRoot, css: string) {
  let sheet = sheets.get(css)
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    sheets.set(css, sheet)
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}
