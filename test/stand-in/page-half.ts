/**
 * What runs in a page before its own scripts: the preload, with exactly the `require('electron')` that a sandboxed one has.
 * `exposed` is the binding that leads to the test. Only the main frame gets it, as with nodeIntegrationInSubFrames off.
 */
export function pageHalf(preload: string, exposed: string): string {
  return `(() => {
  if (window !== window.top) { delete window[${JSON.stringify(exposed)}]; return; }
  const invoke = window[${JSON.stringify(exposed)}];
  delete window[${JSON.stringify(exposed)}];
  const listeners = new Map();
  Object.defineProperty(window, '__deliver', {
    value: (channel, args) => { for (const listener of [...(listeners.get(channel) ?? [])]) listener({}, ...args); },
  });
  const ipcRenderer = {
    invoke: async (channel, ...args) => {
      const reply = await invoke(channel, structuredClone(args));
      if (reply.error !== undefined) throw new Error("Error invoking remote method '" + channel + "': Error: " + reply.error);
      return reply.value;
    },
    on: (channel, listener) => { listeners.set(channel, [...(listeners.get(channel) ?? []), listener]); return ipcRenderer; },
    removeListener: (channel, listener) => {
      listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener));
      return ipcRenderer;
    },
  };
  // Functions become proxies, everything else is copied: nothing of the preload's world is reachable from the page.
  const copy = (value) =>
    typeof value === 'function'
      ? (...args) => copyResult(value(...args.map((one) => (typeof one === 'function' ? one : structuredClone(one)))))
      : value && typeof value === 'object'
        ? Object.freeze(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copy(one)])))
        : value;
  const copyResult = (value) => (value instanceof Promise || typeof value !== 'function' ? value : copy(value));
  const contextBridge = {
    exposeInMainWorld: (key, value) => {
      if (key in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
      Object.defineProperty(window, key, { value: copy(value) });
    },
  };
  const require = (name) => {
    if (name === 'electron') return { contextBridge, ipcRenderer };
    throw new Error('module not found: ' + name);
  };
  (function (require, exports, module, process) {
${preload}
  })(require, {}, { exports: {} }, undefined);
})();`;
}
