import 'react';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Not in React's types: the input takes a folder, on every browser but those of phones. */
    webkitdirectory?: T extends HTMLInputElement ? string : never;
  }
}

declare global {
  interface Window {
    /** File System Access, in Chromium only. */
    showDirectoryPicker(options: { mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
  }
}
