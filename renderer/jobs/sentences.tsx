import { CappedList } from './capped-list.tsx';
import classes from './sentences.module.css';

/** Sentences one below the other, such as warnings; long lists begin short. */
export function Sentences({ sentences }: { readonly sentences: readonly string[] }) {
  return (
    <CappedList items={[...new Set(sentences)]}>
      {(shown) => (
        <ul className={classes.list}>
          {shown.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
    </CappedList>
  );
}
