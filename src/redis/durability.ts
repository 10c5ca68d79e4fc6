import type { Redis } from 'ioredis';

import { messageOf } from '../errors.ts';
import { type RedisClient, addressOf, mastersOf } from './client.ts';

/** Something about this Redis that puts alerts at risk, and what to do about it. */
export interface Risk {
  /** Those that it is true of, where there are several. */
  readonly servers?: readonly string[];
  readonly setting: string;
  readonly risk: string;
  readonly advice: string;
}

/** Looks at the two settings that "durably queued" rests on. Empty when both are right. */
export async function durabilityRisks(redis: RedisClient): Promise<Risk[]> {
  const masters = mastersOf(redis);
  const found = (await Promise.all(masters.map(risksOf))).flat();
  if (masters.length === 1) return found.map(({ risk }) => risk);
  const alike = Map.groupBy(found, ({ risk }) => `${risk.setting} ${risk.risk}`);
  return [...alike.values()].flatMap(([first, ...others]) =>
    first ? [{ servers: [first, ...others].map(({ server }) => server), ...first.risk }] : [],
  );
}

async function risksOf(master: Redis): Promise<{ server: string; risk: Risk }[]> {
  return (await settingRisks(master)).map((risk) => ({ server: addressOf(master), risk }));
}

async function settingRisks(redis: Redis): Promise<Risk[]> {
  try {
    return [
      ...memoryRisk(await setting(redis, 'maxmemory-policy')),
      ...fileRisk(await setting(redis, 'appendonly')),
    ];
  } catch (error) {
    return [
      {
        setting: 'CONFIG GET',
        risk: `could not be read (${messageOf(error)}), so that it is unknown whether accepted alerts are safe`,
        advice: 'Make sure that maxmemory-policy is noeviction and appendonly is yes.',
      },
    ];
  }
}

async function setting(redis: Redis, name: string): Promise<string> {
  const [, value] = await redis.config('GET', name);
  return value ?? '';
}

function memoryRisk(policy: string): Risk[] {
  if (policy === 'noeviction') return [];
  const risk = `is ${policy}: when memory runs short, Redis throws queued alerts and open storms away`;
  return [{ setting: 'maxmemory-policy', risk, advice: 'CONFIG SET maxmemory-policy noeviction' }];
}

function fileRisk(appendonly: string): Risk[] {
  if (appendonly === 'yes') return [];
  const risk = `is ${appendonly}: a restart of Redis loses alerts that were answered 202`;
  return [
    {
      setting: 'appendonly',
      risk,
      advice: 'CONFIG SET appendonly yes, and appendfsync always for no loss at all',
    },
  ];
}
