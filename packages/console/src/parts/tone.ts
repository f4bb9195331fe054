/** What a mark is about. Routine is the quietest, denial the strongest. */
export type Tone = 'allow' | 'ask' | 'deny' | 'unknown' | 'plain';
