import { app, type IpcMainInvokeEvent, type Session, type WebContents } from 'electron';
import { isAppUrl } from './app-protocol.ts';

/** Locks every page there will ever be: it cannot leave the app's own pages, open others, or embed any. Before the first window. */
export function lockPages(): void {
  app.on('web-contents-created', (_event, contents) => lock(contents));
}

function lock(contents: WebContents): void {
  const stay = (event: { readonly url: string; preventDefault(): void }) => {
    if (!isAppUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** The one permission a page needs: to put a GRANT or a path on the clipboard. Reading the clipboard is another one. */
const GRANTED = 'clipboard-sanitized-write';

/** Camera, location, notifications, devices …: none of them. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(permission === GRANTED && isAppUrl(contents.getURL())),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => permission === GRANTED && isAppUrl(origin));
  session.setDevicePermissionHandler(() => false);
}

/**
 * Whether a request comes from a main frame on one of our pages. A frame that has navigated or gone in the meantime is null,
 * and a subframe has a parent; neither is answered.
 */
export function isOwnPage({ senderFrame }: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame.parent === null && isAppUrl(senderFrame.url);
}
