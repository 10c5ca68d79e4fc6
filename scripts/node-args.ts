/** What Node is told wherever Stormfold runs as a service: in the image, and by `npm run stormfold`. */
export const nodeArgs: readonly string[] = ['--max-semi-space-size=16'];
