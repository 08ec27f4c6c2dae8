import { spawn } from 'node:child_process';

interface RunOptions {
  /** Sent to standard input; without it the program has none. */
  readonly input?: string | Buffer;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and returns its standard output as text; throws with its own words when it exits with anything but 0. */
export function runProgram(program: string, args: readonly string[], { input, env }: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (part: Buffer) => stdout.push(part));
    child.stderr?.on('data', (part: Buffer) => stderr.push(part));
    child.stdin?.on('error', () => {}); // a program that ends early says why on stderr
    child.stdin?.end(input);
    child.once('error', (cause) => reject(new Error(`${program} cannot be started: ${cause.message}`, { cause })));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(stdout).toString('utf8'));
      else reject(new Error(`${program} failed (${code ?? signal}): ${Buffer.concat(stderr).toString('utf8').trim()}`));
    });
  });
}
