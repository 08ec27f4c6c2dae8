import { assertNever, type Failure } from '../../shared/failure.ts';
import { fill } from '../../shared/failure-words.ts';
import { firstOf } from '../../shared/set-words.ts';
import { failureWays } from './failure-ways.ts';
import { renderRemedy, sayFinding } from './say-finding.ts';

/** A failure for people at a command line: where the way out is an option, it is named in `next`. */
export function sayFailure(failure: Failure): Failure {
  const { message, next, detail, fact } = failure;
  const then = (text: string) => (next === undefined ? text : `${next} ${text}`);
  if (detail === undefined) {
    const way = fact && failureWays[fact.reason];
    return way === undefined ? failure : { ...failure, next: then(fill(way, fact?.values ?? {})) };
  }
  switch (detail.code) {
    case 'stopped': {
      const said = detail.findings.map(sayFinding);
      const remedies = new Set(said.map((one) => renderRemedy(one, '  ')).filter((remedy) => remedy !== ''));
      return { ...failure, message: said.map(({ what }) => what).join(' '), next: then([...remedies].join('\n')) };
    }
    case 'set-damaged':
      return {
        ...failure,
        message: `${message.replace(/\.$/, '')}: ${firstOf(detail.names, detail.count)}.`,
        next: then(
          'Run verify to see all that is damaged; take the volume from another copy, or leave those tables out with --only.',
        ),
      };
    case 'same-place':
      return {
        ...failure,
        next: then(
          'Send the shards to different servers with --map, or restore them one after the other with --only and --rename.',
        ),
      };
    case 'chain-broken':
      return { ...failure, next: then('Take a full backup: shardkeep backup --kind full.') };
    case 'partly-restored':
      return { ...failure, next: then('Run the restore again with --replace to complete it.') };
    case 'log-cut-off':
      return {
        ...failure,
        next: then('All rows are there: run the same restore again, without --replace, and it goes on with the log.'),
      };
    default:
      return assertNever(detail);
  }
}
