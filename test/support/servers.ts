import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import type { Flavour } from '../../electron/engine/mysql/connect.ts';
import type { Role } from './global-setup.ts';
import { type ServerHandle, serverHandle } from './server-handle.ts';

export const FLAVOURS = ['mariadb', 'mysql'] as const satisfies readonly Flavour[];

/**
 * One of the run's four servers, shared with other test files that run at the same time: work in schemas of your own, and
 * log rows, since a statement in place of them ends everybody's chains.
 */
export function testServer(flavour: Flavour, role: Role = 'source'): ServerHandle {
  return serverHandle(inject('servers')[flavour][role]);
}

/** Creates an empty utf8mb4 schema with a name that nothing else uses, such as `orders_1f03ab92`, and returns the name. */
export async function freshSchema(server: ServerHandle, name = 'test'): Promise<string> {
  const schema = `${name}_${randomBytes(4).toString('hex')}`;
  await server.client(`CREATE DATABASE \`${schema}\` CHARACTER SET utf8mb4`);
  return schema;
}
