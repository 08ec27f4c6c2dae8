import { Loading } from '../components/loading.tsx';
import { Page } from './page.tsx';

/** While the code of a page is read. */
export function PagePending() {
  return (
    <Page>
      <Loading lines={6} />
    </Page>
  );
}
