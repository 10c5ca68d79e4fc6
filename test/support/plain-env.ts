/** The environment without settings of Stormfold's: those of the shell that runs tests or measurements must not reach a process. */
export function plainEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const ours =
    /^(STORMFOLD_|OTEL_|REDIS_URL$|SIMULATE_OPERATOR_TOKEN$|LOG_LEVEL$|NODE_OPTIONS$|FORCE_COLOR$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}
