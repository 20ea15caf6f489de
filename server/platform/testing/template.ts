/** The database with all tables that a test run copies; see global-setup.ts and engines.ts. */
export const templateDatabase = "rapport_template"
