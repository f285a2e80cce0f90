import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { CHANNEL, PORT_MESSAGE, type AppCommand, type BackendNews, type WindowBridge } from '#shared/window-bridge.ts';

/** Calls back for each message of a channel; returns what ends that. The event stays here: it would hand out ipcRenderer. */
function hear<T>(channel: string, callback: (message: T) => void): () => void {
  const listener = (_event: IpcRendererEvent, message: T): void => callback(message);
  ipcRenderer.on(channel, listener);
  return () => ipcRenderer.off(channel, listener);
}

const bridge: WindowBridge<File> = {
  platform: process.platform,
  connect: () => ipcRenderer.send(CHANNEL.connect),
  onBackend: (callback) => hear<BackendNews>(CHANNEL.backend, callback),
  onCommand: (callback) => hear<AppCommand>(CHANNEL.command, callback),
  pathOf: (file) => webUtils.getPathForFile(file),
  pick: () => ipcRenderer.invoke(CHANNEL.pick),
  chooseSavePath: (suggestedName) => ipcRenderer.invoke(CHANNEL.chooseSavePath, suggestedName),
  reveal: (path) => ipcRenderer.invoke(CHANNEL.reveal, path),
};

contextBridge.exposeInMainWorld('sluice', bridge);

// A port cannot cross the context bridge; it can be transferred to the page by postMessage (Electron's guide to
// MessagePorts: "Communicating directly between the main process and the main world of a context-isolated page").
ipcRenderer.on(CHANNEL.port, (event) => {
  window.postMessage({ type: PORT_MESSAGE }, '*', event.ports);
});
