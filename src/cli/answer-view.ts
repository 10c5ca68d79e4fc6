/** Our own receipts and problems in words; whatever else answers, as it did. */
export function answerWords(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return String(answer);
  const { received, accepted, rejected, detail, advice } = answer as Record<string, unknown>;
  if (typeof detail === 'string') return [detail, advice].filter(Boolean).join(' · ');
  if (!Array.isArray(rejected)) return JSON.stringify(answer);
  return `received ${String(received)}, accepted ${String(accepted)}, rejected ${rejected.length}${reasonsOf(rejected)}`;
}

function reasonsOf(rejected: readonly { index?: unknown; reason?: unknown }[]): string {
  return rejected.map(({ index, reason }) => `; alert ${String(index)}: ${String(reason)}`).join('');
}
