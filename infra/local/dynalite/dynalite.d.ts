/** dynalite ships no types; this is the part of it that we use. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  interface Options {
    /** Folder of the database; in memory when absent. */
    readonly path?: string;
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }

  interface DynaliteServer extends Server {
    close(callback?: (error?: Error) => void): this;
  }

  export default function dynalite(options?: Options): DynaliteServer;
}
