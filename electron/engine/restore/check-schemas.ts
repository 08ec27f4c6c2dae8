import type { Finding } from '../../../shared/restore-report.ts';
import { quoteName } from '../mysql/quote.ts';
import { missingSchemas } from './existing-objects.ts';
import type { TargetState } from './preflight.ts';

/** As many schemas as a sentence bears. */
const NAMED = 5;

/** Schemas that nothing would make: their statement is missing, or was left out since it is not what the set says. */
export async function checkSchemas({ scope, session }: Pick<TargetState, 'scope' | 'session'>): Promise<Finding[]> {
  const needed = new Set([...scope.objects, ...scope.tables].map(({ schema }) => schema));
  for (const { kind, schema } of scope.objects) if (kind === 'database') needed.delete(schema);
  if (needed.size === 0) return [];
  const missing = await missingSchemas(session, needed, scope.schemas);
  if (missing.size === 0) return [];
  const names = [...missing].map((schema) => scope.schemas.get(schema) ?? schema);
  return [
    {
      severity: 'stop',
      target: scope.target.name,
      code: 'schema-unmade',
      schemas: names.slice(0, NAMED),
      create: names.slice(0, NAMED).map((name) => `CREATE DATABASE ${quoteName(name)};`),
      count: names.length,
    },
  ];
}
