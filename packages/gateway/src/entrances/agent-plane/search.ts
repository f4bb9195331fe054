import type { OperationDetail } from '@agentport/contract';

/**
 * Operations that match any word of a query, best first: a hit in the name weighs most, one in the summary least.
 * An empty query keeps all, in their order.
 */
export function searchOperations(
  operations: readonly OperationDetail[],
  query: string,
): readonly OperationDetail[] {
  const words = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length === 0) return operations;
  return operations
    .map((operation) => ({ operation, score: scoreOf(operation, words) }))
    .filter(({ score }) => score > 0)
    .sort((left, right) => right.score - left.score)
    .map(({ operation }) => operation);
}

function scoreOf(operation: OperationDetail, words: readonly string[]): number {
  const fields: readonly (readonly [text: string, weight: number])[] = [
    [operation.name, 8],
    [operation.title, 4],
    [operation.connection, 2],
    [operation.category, 2],
    [operation.summary, 1],
  ];
  let score = 0;
  for (const word of words) {
    const stem = word.length > 4 && word.endsWith('s') ? word.slice(0, -1) : word;
    for (const [text, weight] of fields) if (text.toLowerCase().includes(stem)) score += weight;
  }
  return score;
}
