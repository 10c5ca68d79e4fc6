import { messageOf } from '../errors.ts';
import type { RedisClient } from './client.ts';

/** Something about this Redis that puts alerts at risk, and what to do about it. */
export interface Risk {
  readonly setting: string;
  readonly risk: string;
  readonly advice: string;
}

/** Looks at the two settings that "durably queued" rests on. Empty when both are right. */
export async function durabilityRisks(redis: RedisClient): Promise<Risk[]> {
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

async function setting(redis: RedisClient, name: string): Promise<string> {
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
