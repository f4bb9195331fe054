/** The child's end: what it was started with, and how it answers. */
export function startedWith<Options>(): Options {
  return JSON.parse(process.argv[2] ?? '{}') as Options;
}

/** Says that this process is ready, then answers each message; ends when the bench lets go. */
export function serve(ready: object, answer: (message: never) => Promise<object> = refuse): void {
  process.on('message', (message) => {
    answer(message as never).then(
      (value) => process.send?.(value),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.(ready);
}

async function refuse(): Promise<object> {
  throw new Error('this process answers no questions');
}
