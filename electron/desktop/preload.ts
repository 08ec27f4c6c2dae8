import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge } from '../../shared/contract.ts';
import { EVENTS, eventChannel, METHODS, REQUEST_CHANNEL } from './channels.ts';

/** All a page can do: call a method of the contract, and listen to its events. Neither ipcRenderer nor its events reach it. */
const bridge: Bridge = {
  invoke: async (method, input) => {
    if (!Object.hasOwn(METHODS, method)) throw new Error('no such method');
    return ipcRenderer.invoke(REQUEST_CHANNEL, method, input);
  },
  on: (event, listener) => {
    if (!Object.hasOwn(EVENTS, event)) throw new Error('no such event');
    const pass = (_event: IpcRendererEvent, payload: unknown) => listener(payload);
    ipcRenderer.on(eventChannel(event), pass);
    return () => {
      ipcRenderer.removeListener(eventChannel(event), pass);
    };
  },
};

contextBridge.exposeInMainWorld('shardkeep', bridge);
