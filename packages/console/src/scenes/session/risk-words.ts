import type { SessionWire } from '@agentport/contract';
import type { Tone } from '../../parts/tone.ts';
import { count } from '../../words/count.ts';

type Sign = SessionWire['risk']['reasons'][number]['sign'];

/** What gave points, as a person would say it. */
export function signWords(sign: Sign, n: number): string {
  switch (sign) {
    case 'turned_down':
      return `${count(n, 'request')} denied by people`;
    case 'flagged':
      return `${count(n, 'call')} in which something looked dangerous`;
    case 'denied':
      return `${count(n, 'call')} denied by policy`;
    case 'unknown':
      return `${count(n, 'outcome')} unknown`;
    case 'failed':
      return `${count(n, 'call')} failed`;
    case 'asked':
      return `${count(n, 'request')} put to people`;
  }
}

/** The two lines of the rail: from 40 on it wants a look, from 80 on at once. */
export function riskTone(score: number): { tone: Tone; word: string } {
  if (score >= 80) return { tone: 'deny', word: 'Look at once' };
  if (score >= 40) return { tone: 'ask', word: 'Worth a look' };
  return { tone: 'plain', word: 'Calm' };
}
