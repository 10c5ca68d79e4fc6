import { resolve } from 'node:path';

import { consistencyFaults, unfitFaults } from './config/consistency.ts';
import { configError } from './config/faults.ts';
import { noFile, readConfigFile } from './config/file.ts';
import { type Environment, SettingsReader } from './config/reader.ts';
import { correlationNotes } from './config/rules/correlation-notes.ts';
import { effectiveCorrelation, effectiveRules } from './config/rules/effective-rules.ts';
import { ruleFaults } from './config/rules/requirements.ts';
import { type ReadRules, ruleBookFrom, takeRules } from './config/rules/take-rules.ts';
import { settingsByName as all } from './config/settings.ts';
import { topologyKindOf } from './config/settings-topology.ts';
import type { Setting } from './config/setting.ts';
import type { Config, EffectiveRule, EffectiveSetting, LoadedConfig } from './config/types.ts';
import { unknownKeys, unknownVariables } from './config/unknown.ts';

export { isLoopback, listenFaults } from './config/listen.ts';
export {
  ruleSettingsMarkdown,
  settings,
  settingsMarkdown,
  tenantSettingsMarkdown,
} from './config/settings.ts';
export type { Config, Credentials, EffectiveRule, EffectiveSetting, LoadedConfig } from './config/types.ts';

export interface ConfigSources {
  readonly env: Environment;
  /** The YAML file; without it, the one that `STORMFOLD_CONFIG` names, if any. */
  readonly file?: string | undefined;
  /** What relative paths are relative to, in the file too. */
  readonly cwd?: string;
  /** The configuration that this process runs on: what of it takes a restart, the new rules have to fit too. */
  readonly inForce?: Config | undefined;
}

/** Reads and judges the whole configuration. Throws a ConfigError that lists every fault there is. */
export function loadConfig({ env, file, cwd = process.cwd(), inForce }: ConfigSources): LoadedConfig {
  const name = configFileName({ env, file });
  const read = name ? readConfigFile(name, cwd) : noFile;
  const reader = new SettingsReader(env, read);
  const { config, rules } = takeConfig(reader, cwd);
  const faults = [...read.faults, ...unknownKeys(read), ...reader.faults];
  // Without the file's settings, what they must be together can't be judged.
  if (read.faults.length === 0) {
    const known = [...faults];
    faults.push(...ruleFaults(config, rules, known));
    faults.push(...consistencyFaults(config, known, (path) => reader.sourceOf(path)));
  }
  faults.push(...unknownVariables(env));
  if (inForce && faults.length === 0) {
    const mixed = { ...inForce, ruleBook: config.ruleBook };
    faults.push(...unfitFaults(mixed, rules, (path) => reader.sourceOf(path)));
  }
  if (faults.length > 0) throw configError(faults);
  const { effective, values } = reader;
  return {
    ...{ ...config, effective, effectiveRules: effectiveRules(rules), values },
    effectiveCorrelation: effectiveCorrelation(rules),
    notes: correlationNotes(rules),
  };
}

/** The file that the configuration is read from, as it was given; undefined: there is none. */
export function configFileName({ env, file }: ConfigSources): string | undefined {
  return file ?? (env['STORMFOLD_CONFIG']?.trim() || undefined);
}

/** The settings in force and where each was set; of secrets only how many there are. */
export function describeConfig(config: LoadedConfig): readonly EffectiveSetting[] {
  return config.effective;
}

/** The rules in force, in order, with where each of their settings came from. */
export function describeRules(config: LoadedConfig): readonly EffectiveRule[] {
  return config.effectiveRules;
}

function takeConfig(reader: SettingsReader, cwd: string): { config: Config; rules: ReadRules } {
  const [redisUrl, listen] = [reader.take(all.redisUrl), reader.take(all.listen)];
  const rules = takeRules(reader);
  const config = {
    ...{ redisUrl, redis: takeRedis(reader, cwd), listen, ruleBook: ruleBookFrom(rules) },
    memoryMs: reader.take(all.memoryMs),
    retentionMs: reader.take(all.retentionMs),
    episodeSkewMs: reader.take(all.episodeSkewMs),
    severityOrder: reader.take(all.severityOrder),
    partitions: reader.take(all.partitions),
    prefix: reader.take(all.prefix),
    stopTimeoutMs: reader.take(all.stopTimeoutMs),
    sink: takeSink(reader, cwd),
    auth: takeAuth(reader, cwd),
    board: { readOnly: reader.take(all.boardReadOnly) },
    limits: takeLimits(reader),
    logLevel: reader.take(all.logLevel),
    topology: takeTopology(reader, cwd),
    tracing: takeTracing(reader),
  };
  return { config, rules };
}

function takeRedis(reader: SettingsReader, cwd: string): Config['redis'] {
  const file = (one: Setting<string | undefined>) => {
    const path = reader.take(one);
    return path === undefined ? undefined : resolve(cwd, path);
  };
  return {
    mode: reader.take(all.redisMode),
    passwordFile: file(all.redisPasswordFile),
    sentinel: {
      master: reader.take(all.redisSentinelMaster),
      passwordFile: file(all.redisSentinelPasswordFile),
    },
    tls: {
      caFile: file(all.redisTlsCaFile),
      certFile: file(all.redisTlsCertFile),
      keyFile: file(all.redisTlsKeyFile),
    },
    waitReplicas: reader.take(all.redisWaitReplicas),
    waitTimeoutMs: reader.take(all.redisWaitTimeoutMs),
  };
}

function takeSink(reader: SettingsReader, cwd: string): Config['sink'] {
  const template = reader.take(all.sinkTemplate);
  return {
    kind: reader.take(all.sinkKind),
    directory: resolve(cwd, reader.take(all.sinkDirectory)),
    namespace: reader.take(all.sinkNamespace),
    maxAttempts: reader.take(all.sinkMaxAttempts),
    timeoutMs: reader.take(all.sinkTimeoutMs),
    concurrency: reader.take(all.sinkConcurrency),
    template: template === undefined ? undefined : resolve(cwd, template),
    templatePlural: reader.take(all.sinkTemplatePlural),
    keepMs: reader.take(all.sinkKeepMs),
  };
}

function takeAuth(reader: SettingsReader, cwd: string): Config['auth'] {
  return {
    webhook: {
      tokens: reader.take(all.webhookTokens),
      tokenFiles: reader.take(all.webhookTokenFiles).map((file) => resolve(cwd, file)),
      basic: reader.take(all.webhookBasic),
    },
    operator: {
      tokens: reader.take(all.operatorTokens),
      tokenFiles: reader.take(all.operatorTokenFiles).map((file) => resolve(cwd, file)),
      basic: reader.take(all.operatorBasic),
    },
    proxy: { header: reader.take(all.proxyHeader), addresses: reader.take(all.proxyAddresses) },
    metrics: reader.take(all.metricsAuth),
    allowOpen: reader.take(all.allowOpen),
  };
}

function takeLimits(reader: SettingsReader): Config['limits'] {
  return {
    bodyBytes: reader.take(all.bodyBytes),
    bodyBytesInFlight: reader.take(all.bodyBytesInFlight),
    queuedAlerts: reader.take(all.queuedAlerts),
    redisMemoryShare: reader.take(all.redisMemoryShare),
  };
}

function takeTopology(reader: SettingsReader, cwd: string): Config['topology'] {
  const source = reader.take(all.topologySource);
  const kind = topologyKindOf(source);
  return {
    ...{ kind, file: kind === 'file' ? resolve(cwd, source) : undefined },
    maxObjects: reader.take(all.topologyMaxObjects),
    goneForMs: reader.take(all.topologyGoneForMs),
  };
}

function takeTracing(reader: SettingsReader): Config['tracing'] {
  const exporter = reader.take(all.tracingExporter);
  // While it is off, what an environment tells all its programs about tracing must not keep this one from starting.
  const take: SettingsReader['take'] = (one) =>
    reader.take(exporter === 'off' ? { ...one, variable: '' } : one);
  return {
    exporter,
    endpoint: take(all.tracingEndpoint),
    tracesEndpoint: take(all.tracingTracesEndpoint),
    sampler: take(all.tracingSampler),
    sampleRatio: take(all.tracingSampleRatio),
    serviceName: take(all.tracingServiceName),
  };
}
