/** What Node's console writes with. */
const WRITERS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

/**
 * Shardkeep says what it has to say by itself and never through the console. Its dependencies do: the database driver prints
 * a stack trace for packets that it cannot read, which a server can make it do, in the middle of what people or programs
 * read. What is wrong comes back as an error anyway.
 */
export function muteDependencies(): void {
  for (const writer of WRITERS) console[writer] = () => {};
}
