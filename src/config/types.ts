import type { Symptom } from '../rules/correlation.ts';
import type { RuleBook } from '../rules/rule.ts';

/** Everything that can be set. Durations are milliseconds, sizes are bytes, paths are absolute. */
export interface Config {
  /** Several URLs are separated by commas. */
  readonly redisUrl: string;
  readonly redis: {
    /** What the URLs lead to: one Redis, sentinels, or nodes of a cluster. */
    readonly mode: 'standalone' | 'sentinel' | 'cluster';
    readonly passwordFile: string | undefined;
    readonly sentinel: {
      /** Undefined: `mymaster`. */
      readonly master: string | undefined;
      /** Holds the password of the sentinels themselves. */
      readonly passwordFile: string | undefined;
    };
    /** Of effect with rediss:// alone. */
    readonly tls: {
      readonly caFile: string | undefined;
      /** With its key, or neither. */
      readonly certFile: string | undefined;
      readonly keyFile: string | undefined;
    };
    /** Replicas that must have an alert before it is answered 202, and a seal before its resource is written. */
    readonly waitReplicas: number;
    readonly waitTimeoutMs: number;
  };
  /** An empty host is every address of the machine; port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The rules that decide which alerts share a storm, and what becomes of it. */
  readonly ruleBook: RuleBook;
  /** How long episodes and tombstones are remembered. */
  readonly memoryMs: number;
  /** How long submitted storms are kept. */
  readonly retentionMs: number;
  readonly episodeSkewMs: number;
  /** Highest first. */
  readonly severityOrder: readonly string[];
  readonly partitions: number;
  readonly prefix: string;
  readonly stopTimeoutMs: number;
  readonly sink: {
    readonly kind: 'directory' | 'kubernetes';
    readonly directory: string;
    /** Undefined: the pod's own, or `default`. */
    readonly namespace: string | undefined;
    /** Undefined: as long as the retry rules say. */
    readonly maxAttempts: number | undefined;
    readonly timeoutMs: number;
    /** Calls of one process at a time. */
    readonly concurrency: number;
    /** A file that other resources than AlertStorms are rendered from. */
    readonly template: string | undefined;
    /** The plural of what the template renders, where it is not the usual one. */
    readonly templatePlural: string | undefined;
    /** Resources older than this are deleted; undefined: never. */
    readonly keepMs: number | undefined;
  };
  readonly auth: {
    readonly webhook: Credentials;
    readonly operator: Credentials;
    /** Who says by a header who an operator is, and is believed. Both parts are set, or neither is. */
    readonly proxy: {
      readonly header: string | undefined;
      /** Addresses and CIDR ranges, as they were written. */
      readonly addresses: readonly string[];
    };
    /** Metrics are open unless this asks for an operator; health always is, because probes have no secrets. */
    readonly metrics: boolean;
    /** Allows another address than loopback without auth. */
    readonly allowOpen: boolean;
  };
  readonly board: {
    /** The board shows, and changes nothing. */
    readonly readOnly: boolean;
  };
  readonly limits: {
    readonly bodyBytes: number;
    readonly bodyBytesInFlight: number;
    /** Most alerts that may wait in the queues; undefined: by Redis' memory alone. */
    readonly queuedAlerts: number | undefined;
    /** Share of Redis' maxmemory above which intake answers 503; of no effect without a maxmemory. */
    readonly redisMemoryShare: number;
  };
  readonly logLevel: string;
  readonly topology: {
    readonly kind: 'off' | 'kubernetes' | 'file';
    /** Of the kind `file` alone. */
    readonly file: string | undefined;
    readonly maxObjects: number;
    /** How long what was deleted stays known. */
    readonly goneForMs: number;
  };
  readonly tracing: {
    readonly exporter: 'off' | 'otlp';
    /** Of a collector; traces go to `/v1/traces` under it. */
    readonly endpoint: string;
    /** The whole URL, in place of `endpoint`. */
    readonly tracesEndpoint: string | undefined;
    /** By OpenTelemetry's names. */
    readonly sampler: string;
    /** From 0 to 1; for samplers that take a ratio. */
    readonly sampleRatio: number;
    readonly serviceName: string;
  };
}

/** Secrets of one kind of caller. Empty: no auth is asked for. Any one of them is enough, so that they can be rotated. */
export interface Credentials {
  readonly tokens: readonly string[];
  /** Files that hold tokens, one a line, read again when they change. */
  readonly tokenFiles: readonly string[];
  /** `user:password` pairs for basic auth. */
  readonly basic: readonly string[];
}

/** One setting as it is in force, with nothing secret in it. */
export interface EffectiveSetting {
  readonly path: string;
  readonly value: string;
  /** `default`, the environment variable, or `file:line`. */
  readonly source: string;
}

/** One setting as it is in force in a rule. */
export interface EffectiveRuleSetting extends EffectiveSetting {
  /** For programs: numbers, flags and lists as such, times and matchers as texts, null for none. */
  readonly plain: unknown;
  /** The default, unless the rule itself asks for it against the top level. */
  readonly isDefault: boolean;
}

/** One rule as it is in force. */
export interface EffectiveRule {
  readonly name: string;
  /** All of these; none: every alert. */
  readonly match: readonly string[];
  readonly settings: readonly EffectiveRuleSetting[];
  /** What is no fault and should be known. */
  readonly notes: readonly string[];
}

/** What the file says of alerts whose names do not tell what they complain of. */
export interface EffectiveSymptom {
  readonly symptom: Symptom;
  /** Any of these sets of matchers. */
  readonly match: readonly string[];
  /** `file:line`. */
  readonly source: string;
}

/** A cause of the file's own. */
export interface EffectiveCause {
  readonly name: string;
  /** Any of these sets of matchers. */
  readonly cause: readonly string[];
  readonly takes: readonly string[];
  readonly equal: readonly string[];
  /** `file:line`. */
  readonly source: string;
}

/** What the file says of causes, beside its settings. */
export interface EffectiveCorrelation {
  readonly symptoms: readonly EffectiveSymptom[];
  /** In the order in which they are asked. */
  readonly causes: readonly EffectiveCause[];
}

/** A configuration that remembers where each of its values came from. */
export interface LoadedConfig extends Config {
  readonly effective: readonly EffectiveSetting[];
  readonly effectiveRules: readonly EffectiveRule[];
  /** Undefined: no rule correlates. */
  readonly effectiveCorrelation: EffectiveCorrelation | undefined;
  /** What is no fault of any one rule and should be known. */
  readonly notes: readonly string[];
  /** Every setting's value by its path, secrets too: to be compared, and never shown. */
  readonly values: ReadonlyMap<string, unknown>;
}
