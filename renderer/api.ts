import {
  type EventName,
  type EventPayload,
  events,
  type Input,
  type MethodName,
  methods,
  type Output,
} from '../shared/contract.ts';
import { type Failure, failureFrom } from '../shared/failure.ts';
import { bridge } from './bridge.ts';

/** What `invoke` throws: the host's failure as data, for pages to show in words. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** The failure in whatever a promise was rejected with. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, next: 'Please report this with the steps that led to it.', where: {} };
}

/** The input may be left out for methods that take none. */
type Arguments<M extends MethodName> = Input<M> extends void ? [] : [input: Input<M>];

/** Calls the host. Throws FailureError, also when the host is out of reach (code 'unreachable') or its reply is not as agreed. */
export async function invoke<M extends MethodName>(method: M, ...[input]: Arguments<M>): Promise<Output<M>> {
  const reply = await bridge.invoke(method, input);
  if (!reply.ok) throw new FailureError(reply.failure);
  const parsed = methods[method].output.safeParse(reply.value);
  if (parsed.success) return parsed.data as Output<M>;
  throw new FailureError(badReply(method, parsed.error.message));
}

/** Listens to one kind of event; returns the function that ends it. After a lost connection, ask again for what was missed. */
export function onEvent<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
  return bridge.on(event, (payload) => {
    const parsed = events[event].safeParse(payload);
    if (parsed.success) listener(parsed.data as EventPayload<E>);
    else console.error(`event ${event} is not as agreed`, parsed.error.message);
  });
}

function badReply(method: string, cause: string): Failure {
  return failureFrom('other-versions', { method }, { cause });
}
