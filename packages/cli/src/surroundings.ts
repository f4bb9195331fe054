/** What the process hands in: nothing below `main.ts` touches `process`. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Keyboard;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** the gateway's process, run by `node` */
  readonly gatewayMain: string;
  readonly nodePath: string;
  readonly version: string;
  /** resolves after `ms`, at once when the signal aborts */
  readonly wait: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** ms, only ever compared with itself */
  readonly elapsed: () => number;
  /** hears what should end this process, instead of ending; returns the end of hearing */
  readonly onSignal: (listener: (signal: EndSignal) => void) => () => void;
}

export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

export interface Keyboard extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  readonly readableEnded?: boolean;
  setRawMode?(raw: boolean): unknown;
}

export interface Sink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}
