import type { Home } from './installation.ts';

/** What is done to a gateway at one point; one that is suspended goes on where it was when it is continued. */
export type Fault = 'kill' | 'throw' | 'disconnect' | 'suspend';

/** Those that end by themselves. */
export const FAULTS: readonly Fault[] = ['kill', 'throw', 'disconnect'];

/** What the tests tell a gateway process. */
export type Order =
  /** open the gateway of this home */
  | { readonly kind: 'open'; readonly home: Home }
  | { readonly kind: 'arm'; readonly point: string; readonly fault: Fault }
  | { readonly kind: 'disarm' }
  /** end in order */
  | { readonly kind: 'close' }
  /** lose the database now */
  | { readonly kind: 'cut' };

/** What a gateway process tells the tests. */
export type Report =
  /** it is there and waits to be told which gateway it is */
  | { readonly kind: 'here'; readonly pid: number }
  | {
      readonly kind: 'listening';
      readonly url: string;
      readonly recovered: { readonly unknown: number; readonly resumed: number };
    }
  | { readonly kind: 'done'; readonly order: Order['kind'] }
  | { readonly kind: 'hit'; readonly point: string };

/** How long a database stays lost, ms. */
export const LOST_MS = 300;
