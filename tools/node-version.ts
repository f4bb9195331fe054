const NODE_MAJOR_MIN = 24;

/** Ends the process with what to do when this Node is too old for the tests. */
export function requireNode24(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NODE_MAJOR_MIN) return;
  process.stderr.write(
    `This needs Node ${NODE_MAJOR_MIN} or newer, and this is ${process.version}. On Linux "npm ci" brings one: ` +
      'run it, then use "npm test" or "npm run check". Elsewhere install it from nodejs.org.\n',
  );
  process.exit(1);
}
