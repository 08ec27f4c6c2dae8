import type { z } from 'zod';
import { type MethodName, methods, type Reply } from '../../shared/contract.ts';
import type { Failure } from '../../shared/failure.ts';
import { failureOf } from '../engine/engine-error.ts';
import type { Handlers } from './services/create-services.ts';

/** Answers one request; never rejects. */
export type Api = (method: unknown, input: unknown) => Promise<Reply>;

/**
 * The one door from a page to the services, the same in both hosts: the method must be in the contract, its input is parsed
 * before the service sees it, its output before the page does, and whatever goes wrong comes back as a failure.
 */
export function createApi(handlers: Handlers): Api {
  return async (method, input) => {
    if (!isMethod(method)) return refuse({ code: 'bad-input', message: 'There is no such method.', where: {} });
    const parsed = methods[method].input.safeParse(input);
    if (!parsed.success) return refuse(badInput(parsed.error));
    try {
      // Input and handler belong together by the map's type, which a union of methods cannot express.
      const handler = handlers[method] as (input: unknown) => Promise<unknown>;
      const value = methods[method].output.safeParse(await handler(parsed.data));
      return value.success ? { ok: true, value: value.data } : refuse(badOutput(method, value.error));
    } catch (error) {
      return refuse(failureOf(error));
    }
  };
}

function isMethod(method: unknown): method is MethodName {
  return typeof method === 'string' && Object.hasOwn(methods, method);
}

function refuse(failure: Failure): Reply {
  return { ok: false, failure };
}

/** The first mistake with its field, such as `shards[1].port`. Messages of the schema never repeat a value. */
function badInput({ issues: [issue] }: z.ZodError): Failure {
  const field = fieldName(issue?.path ?? []);
  return {
    code: 'bad-input',
    message: `${field === '' ? 'The input' : field} cannot be used: ${issue?.message ?? 'it is not as agreed'}.`,
    where: field === '' ? {} : { field },
  };
}

function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>((name, key) => {
    if (typeof key === 'number') return `${name}[${key}]`;
    return name === '' ? String(key) : `${name}.${String(key)}`;
  }, '');
}

function badOutput(method: string, { issues: [issue] }: z.ZodError): Failure {
  return {
    code: 'internal',
    message: `The answer to ${method} is not as agreed.`,
    next: 'Please report this with the steps that led to it.',
    where: {},
    cause: `${fieldName(issue?.path ?? [])}: ${issue?.message ?? ''}`,
  };
}
