import type { TFunction } from 'i18next';
import type { ClusterView } from '../../shared/contract.ts';
import { assertNever, type FailureDetail } from '../../shared/failure.ts';
import type { Fact, Safety } from '../../shared/failure-words.ts';
import { isAboutLog } from '../../shared/log-finding.ts';
import type { Exception, Warning } from '../../shared/manifest.ts';
import type { Finding, LoadWarning, NamedObjects, NotRestored, TableProblem } from '../../shared/restore-report.ts';
import type { ChainBreak, LackedPrivilege, Why } from '../../shared/set-facts.ts';
import { sayPlace } from '../../shared/set-words.ts';
import type { Format } from '../format/use-format.ts';
import { groupFindings } from './group-findings.ts';
import { inOwnTime } from './in-own-time.ts';
import { sayDifference } from './say-difference.ts';
import { sayLogFinding } from './say-log-finding.ts';
import { sayNotRestored } from './say-not-restored.ts';
import { type ReasonInWords, sayReasonIn, saySafety } from './say-reason.ts';
import { sayRemarkIn } from './say-remark.ts';

/** A finding in words, without the name of its target. */
export interface FindingInWords {
  readonly what: string;
  readonly remedy?: string;
  /** SQL that belongs to the remedy, to be copied. */
  readonly statements: readonly string[];
}

/** What a failure's detail says; `headline` is absent where the failure's code says it. */
export interface DetailInWords {
  readonly headline?: string;
  readonly points?: readonly string[]; // what it is about, one by one
  readonly next: string;
  readonly statements?: readonly string[]; // SQL that belongs to it, to be copied
}

type Drift = ClusterView['logicalTables'][number]['drift'][number];

/** Says in the reader's language what the engine reports as codes. */
export interface Facts {
  use(lacked: Pick<LackedPrivilege, 'use' | 'limit'>): string;
  finding(finding: Finding): FindingInWords;
  /** `12 tables and 3 other objects` */
  counted(counts: NamedObjects['counts']): string;
  /** Something that a set does not hold. */
  exception(exception: Exception): string;
  warning(warning: Warning): string;
  problem(problem: TableProblem): string;
  notRestored(what: NotRestored): string;
  loadWarning(warning: LoadWarning): string;
  detail(detail: FailureDetail): DetailInWords;
  /** Siblings with another definition than most, one sentence for each difference. */
  drift(odd: Drift): readonly string[];
  /** What happened, in a failure or to a file of a set. */
  reason(fact: Fact): ReasonInWords;
  safety(safety: Safety): string;
}

export type Namespaces = ['facts', 'restore'];

/** Of reasons that name nothing of the kind. */
const NO_VALUES = { cause: '', type: '', engine: '', columns: '', rows: '', what: '', statement: '', grants: '' };

/** Makes the words from the translation function of the namespaces `facts` and `restore`. */
export function createFacts(
  t: TFunction<Namespaces>,
  { count, list, language, instant }: Pick<Format, 'count' | 'list' | 'language' | 'instant'>,
): Facts {
  const steps = {
    moment: t('restore:steps.moment'),
    scope: t('restore:steps.what'),
    where: t('restore:steps.where'),
  };
  const reason: Facts['reason'] = (fact) =>
    sayReasonIn(language, { ...fact, values: inOwnTime(fact.values, instant) }, steps);
  const causeOf = ({ cause, fact }: { readonly cause: string; readonly fact?: Fact }) =>
    fact ? reason(fact).message : cause;
  const use: Facts['use'] = ({ use: code, limit }) => {
    const text = t(`use.${code}`);
    return limit === undefined ? text : t(`limit.${limit}`, { use: text });
  };
  const firstOf = (names: readonly string[], all: number) =>
    all > names.length
      ? t('more', { names: names.join(t('comma')), shown: count(all - names.length), all: count(all) })
      : list(names);
  const counted: Facts['counted'] = (counts) => {
    const number = counts.table ?? 0;
    const rest = sumOf(counts) - number;
    const tables = t('counted.tables', { count: number, shown: count(number) });
    if (rest === 0) return tables;
    const values = { count: rest, shown: count(rest) };
    return number === 0
      ? t('counted.objects', values)
      : t('counted.both', { tables, others: t('counted.others', values) });
  };
  const objects = ({ names, counts }: NamedObjects) => {
    const all = sumOf(counts);
    return { objects: firstOf(names, all), counted: counted(counts), count: all };
  };
  const why = (fact: Why) => {
    if (fact.code === 'unfit-statement') return t('why.unfit-statement', { fault: t(`fault.${fact.fault}`) });
    if (fact.code !== 'lacks-privilege') return t(`why.${fact.code}`, { ...NO_VALUES, ...fact });
    return t('why.lacks-privilege', { ...fact, use: use(fact) });
  };
  const problem: Facts['problem'] = (fact) => {
    switch (fact.code) {
      case 'not-created':
        return t('problem.not-created');
      case 'refused':
      case 'duplicates':
      case 'damaged':
      case 'unreadable':
        return t(`problem.${fact.code}`, { cause: causeOf(fact) });
      case 'generated':
      case 'literals':
        return t(`problem.${fact.code}`, { columns: fact.columns.join(', ') });
      case 'row-count':
      case 'content': {
        const text =
          fact.code === 'content'
            ? t('problem.content')
            : t('problem.row-count', { found: count(fact.found), expected: count(fact.expected) });
        return fact.chunk === null ? text : t('problem.inChunk', { chunk: fact.chunk, problem: text });
      }
      default:
        return assertNever(fact);
    }
  };
  const whyNotRestored = ({ why: fact }: NotRestored) => sayNotRestored(t, fact, { why, causeOf, list });
  const finding: Facts['finding'] = (fact) => {
    const say = (what: string, remedy?: string, statements: readonly string[] = []): FindingInWords => ({
      what,
      ...(remedy === undefined ? {} : { remedy }),
      statements,
    });
    if (isAboutLog(fact)) return sayLogFinding(t, fact, { say, firstOf, list, steps });
    switch (fact.code) {
      case 'volume-missing':
        return say(t('finding.volume-missing.what', { file: fact.file }), t('finding.volume-missing.remedy', steps));
      case 'volume-size': {
        const values = { file: fact.file, bytes: count(fact.bytes), written: count(fact.written) };
        return say(t('finding.volume-size.what', values), t('finding.volume-size.remedy', steps));
      }
      case 'read-only':
        return say(t('finding.read-only.what'), t('finding.read-only.remedy'), ['SET GLOBAL read_only = OFF;']);
      case 'names-taken':
      case 'cascades-outside':
      case 'rows-lost':
        return say(t(`finding.${fact.code}.what`, objects(fact.objects)), t(`finding.${fact.code}.remedy`, steps));
      case 'lacks-privilege': {
        const { user, privilege, scope, grant } = fact;
        const what = t('finding.lacks-privilege.what', { user, privilege, scope, use: use(fact) });
        const remedy = fact.use === 'write-accounts' ? t('finding.lacks-privilege.orWithout', steps) : undefined;
        return say(what, remedy ?? t('finding.lacks-privilege.remedy'), [grant]);
      }
      case 'same-name':
        return say(t('finding.same-name.what', { ...fact }), t('finding.same-name.remedy', steps));
      case 'schema-unmade': {
        const what = t('finding.schema-unmade.what', { schemas: firstOf(fact.schemas, fact.count) });
        return say(what, t('finding.schema-unmade.remedy', steps), fact.create);
      }
      case 'newer-set':
        return say(t('finding.newer-set.what', { set: fact.set, newer: fact.newer }), t('finding.newer-set.remedy'));
      case 'manifest-mended':
        return say(t('finding.manifest-mended.what', { ...fact }), t('finding.manifest-mended.remedy'));
      case 'known-damaged':
      case 'passed-damaged': {
        const named = fact.count === 0 ? t('finding.damagedSomewhere') : firstOf(fact.tables, fact.count);
        const values = { set: fact.code === 'known-damaged' ? fact.set : fact.newer, tables: named, ...steps };
        if (fact.code === 'passed-damaged') return say(t('finding.passed-damaged.what', values));
        return say(t('finding.known-damaged.what', values), t(`finding.known-damaged.${fact.severity}`, values));
      }
      case 'restore-continues':
        return say(
          t(`finding.restore-continues.${fact.verified ? 'whatProven' : 'what'}`, { set: fact.set, at: fact.at }),
        );
      case 'restore-interrupted': {
        const { set, at, loaded, shards } = fact;
        return say(t(`finding.restore-interrupted.${fact.why}`, { set, at, loaded, shards }));
      }
      case 'other-flavour':
      case 'older-version':
        return say(t(`finding.${fact.code}.what`, { source: server(fact.source), on: server(fact.on) }));
      case 'no-local-infile': {
        const remedy = t('finding.no-local-infile.remedy');
        return say(t('finding.no-local-infile.what'), remedy, ['SET GLOBAL local_infile = ON;']);
      }
      case 'replaces':
        return say(t('finding.replaces.what', objects(fact.objects)));
      case 'drops-triggers':
        return say(t('finding.drops-triggers.what', objects(fact.objects)), t('finding.drops-triggers.remedy'));
      case 'keeps':
        return say(t('finding.keeps.what', objects(fact.objects)));
      case 'unknown-collation':
        return say(t('finding.unknown-collation.what', { collation: fact.collation }));
      case 'collation-replaced':
        return say(t('finding.collation-replaced.what', { ...objects(fact.objects), from: fact.from, to: fact.to }));
      case 'cannot-cross': {
        const feature = t(`feature.${fact.feature}`, { detail: fact.detail });
        return say(t('finding.cannot-cross.what', { ...objects(fact.objects), feature }));
      }
      case 'crosses-without':
        return say(t('finding.crosses-without.what', { ...objects(fact.objects), feature: t(`lost.${fact.feature}`) }));
      case 'definitions-unproven':
        return say(t(`finding.${fact.code}.what`));
      case 'computes-anew':
      case 'ties-outside':
      case 'spreads-anew':
        return say(t(`finding.${fact.code}.what`, objects(fact.objects)));
      case 'places': {
        const options = firstOf(fact.options, fact.count);
        return say(t('finding.places.what', { ...objects(fact.objects), options }), t('finding.places.remedy'));
      }
      case 'srs-created':
        return say(t('finding.srs-created.what', { systems: firstOf(fact.systems, fact.count) }));
      case 'srs-differs':
        return say(
          t('finding.srs-differs.what', { systems: firstOf(fact.systems, fact.count) }),
          t('finding.srs-differs.remedy'),
        );
      case 'primary-key-required':
        return say(t('finding.primary-key-required.what', { count: fact.tables }));
      case 'unfit-statements':
      case 'outside-allowed': {
        const values = { ...objects(fact.objects), fault: t(`fault.${fact.fault}`) };
        return say(t(`finding.${fact.code}.what`, values), t(`finding.${fact.code}.remedy`));
      }
      case 'definers-missing':
      case 'definers-admin': {
        const accounts = firstOf(fact.accounts, fact.count);
        const what = t(`finding.${fact.code}.what`, { ...objects(fact.objects), accounts });
        return say(what, t(`finding.${fact.code}.remedy`, steps));
      }
      case 'accounts-created':
      case 'accounts-kept':
      case 'accounts-unfit':
      case 'accounts-locked': {
        const what = t(`finding.${fact.code}.what`, {
          count: fact.count,
          accounts: firstOf(fact.accounts, fact.count),
        });
        return fact.code === 'accounts-locked' ? say(what, t('finding.accounts-locked.remedy')) : say(what);
      }
      case 'leads-out': {
        const what = t('finding.leads-out.what', { ...objects(fact.objects), schemas: fact.schemas.join(', ') });
        return say(what, t('finding.leads-out.remedy'));
      }
      case 'events-disabled': {
        const values = { count: fact.count };
        const remedy = t('finding.events-disabled.remedy', values);
        return say(t('finding.events-disabled.what', values), remedy, fact.events.map(enableEvent));
      }
      default:
        return assertNever(fact);
    }
  };
  const chainBreak = (fact: ChainBreak) => t(`chainBreak.${fact.code}`, { ...NO_BREAK, ...fact });
  const entry = (place: string, what: Pick<NotRestored, 'kind' | 'schema' | 'object'>, reason: string) =>
    t('exception', { place, kind: t(`kind.${what.kind}`), name: sayPlace(what), reason });
  return {
    use,
    finding,
    counted,
    problem,
    exception: (what) => entry(what.shard, what, what.why ? why(what.why) : what.reason),
    warning: ({ text, remark }) => (remark ? sayRemarkIn(t, remark, { chainBreak, firstOf, list }) : text),
    notRestored: (what) => entry(what.target, what, whyNotRestored(what)),
    loadWarning: ({ target, schema, table, cause }) => t('loadWarning', { target, table: `${schema}.${table}`, cause }),
    drift: ({ names, count: all, differences }) => {
      const tables = t('drift.tables', { names: firstOf(names, all) });
      return differences.map((one) => `${tables}${t('gap')}${sayDifference(t, one)}`);
    },
    reason,
    safety: (safety) => saySafety(language, safety),
    detail: (detail) => {
      switch (detail.code) {
        case 'stopped': {
          const groups = groupFindings(detail.findings).map(({ targets, finding: one }) => ({
            targets,
            ...finding(one),
          }));
          const ways = groups.flatMap(({ remedy }) => remedy ?? []);
          return {
            points: groups.map(({ targets, what }) =>
              targets.length === 0 ? what : t('on', { shards: list(targets), what }),
            ),
            next: [...new Set(ways)].join(t('gap')),
            statements: [...new Set(groups.flatMap(({ statements }) => statements))],
          };
        }
        case 'set-damaged':
          return {
            headline: t('failure.setDamaged', { names: firstOf(detail.names, detail.count) }),
            next: t('failure.setDamagedNext', steps),
          };
        case 'same-place':
          return {
            headline: t('failure.samePlace', { ...detail }),
            next: t('failure.samePlaceNext', steps),
          };
        case 'chain-broken':
          return {
            headline: t('failure.chainBroken', { shard: detail.shard, reason: chainBreak(detail.why) }),
            next: t('failure.chainBrokenNext'),
          };
        case 'partly-restored':
          return { next: t('failure.partlyRestored', { replace: t('restore:where.replace') }) };
        case 'log-cut-off':
          return { next: t('failure.logCutOff', { replace: t('restore:where.replace') }) };
        default:
          return assertNever(detail);
      }
    },
  };
}

/** Values that only some of the sentences have. */
const NO_BREAK = { grant: '', set: '', file: '', position: 0, was: '', is: '', format: '', table: '', mode: '' };

/** How many objects there are of all kinds. */
function sumOf(counts: NamedObjects['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** `MariaDB 10.11.6` */
function server({ flavour, version }: { readonly flavour: 'mariadb' | 'mysql'; readonly version: string }): string {
  return `${flavour === 'mariadb' ? 'MariaDB' : 'MySQL'} ${/^[\d.]+/.exec(version)?.[0] ?? version}`;
}

/** The statement that lets a restored event run. */
function enableEvent({ schema, name }: { readonly schema: string; readonly name: string }): string {
  const quoted = [schema, name].map((part) => `\`${part.replaceAll('`', '``')}\``);
  return `ALTER EVENT ${quoted.join('.')} ENABLE;`;
}
