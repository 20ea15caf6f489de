declare module "*.module.css" {
  const classes: Record<string, string>
  export default classes
}
declare module "*.css"
declare module "@fontsource-variable/inter"
declare module "@fontsource-variable/source-serif-4"
