/** Puts a PNG (as a data address) on the clipboard; where a browser does not allow that, offers it as a file. */
export async function copyImage(dataUrl: string): Promise<void> {
  const bytes = Uint8Array.from(atob(dataUrl.slice(dataUrl.indexOf(",") + 1)), (letter) => letter.charCodeAt(0))
  const image = new Blob([bytes], { type: "image/png" })
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": image })])
  } catch {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(image)
    link.download = "chart.png"
    link.click()
    URL.revokeObjectURL(link.href)
  }
}
