type Department = { name: string; kind: "product" | "cx" | "contact_centre" | "marketing" | "executive" | "other" }

/**
 * Who owns customers and product, by size of the company (R18). A start, not a rule: departments can be renamed,
 * added and removed at any time.
 */
export const departmentTemplates: Record<"small" | "medium" | "large", readonly Department[]> = {
  small: [
    { name: "Executive", kind: "executive" },
    { name: "Product", kind: "product" },
    { name: "Customers", kind: "cx" },
  ],
  medium: [
    { name: "Product", kind: "product" },
    { name: "CX", kind: "cx" },
    { name: "Contact centre", kind: "contact_centre" },
    { name: "Marketing", kind: "marketing" },
    { name: "Executive", kind: "executive" },
  ],
  large: [
    { name: "Product", kind: "product" },
    { name: "Quality and engineering", kind: "product" },
    { name: "CX", kind: "cx" },
    { name: "UX research", kind: "cx" },
    { name: "Contact centre", kind: "contact_centre" },
    { name: "Marketing", kind: "marketing" },
    { name: "Executive", kind: "executive" },
  ],
}
