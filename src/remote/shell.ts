/** What is done on another machine once it lets us in. Implemented over SSH; simulated where time is virtual. */

export interface CommandResult {
  /** Exit status; -1 where a signal or a broken connection ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface CommandOptions {
  signal?: AbortSignal;
  limitMs?: number;
  /** Written to its standard input, which then ends. Secrets travel here and never in a command line. */
  input?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface Tunnel {
  /** `http://127.0.0.1:PORT`, on this machine. */
  url: string;
  close(): Promise<void>;
}

export interface Shell {
  /** POSIX sh. Output beyond 1 MiB is cut. @throws AppError MACHINE_UNREACHABLE, CANCELLED; never for an exit status */
  run(command: string, options?: CommandOptions): Promise<CommandResult>;
  /**
   * Copies bytes to a file, going on behind what is there of the same content, and has the machine check the SHA-256 of the whole.
   * @throws AppError MACHINE_UNREACHABLE, MEDIA_HASH_MISMATCH, CANCELLED
   */
  send(source: { path: string; sha256: string; sizeBytes: number }, target: string, options?: { signal?: AbortSignal; onProgress?(sentBytes: number): void }): Promise<void>;
  /** Lends a port of the other machine's loopback to this one. */
  tunnel(remotePort: number): Promise<Tunnel>;
  /** SHA-256 of the host's key, as `ssh-keygen -l` prints it: `SHA256:…`. */
  readonly hostKey: string;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

export interface ShellTarget {
  host: string;
  port: number;
  user: string;
  /** OpenSSH private key. */
  privateKey: string;
  /** What the host must show; absent at the first meeting, whose key is then kept for the next. */
  hostKey?: string;
}

/** One attempt to log in; refusals of every kind are MACHINE_UNREACHABLE with `details.kind`: refused | timeout | banner | denied | host_key. */
export type OpenShell = (target: ShellTarget, options?: { signal?: AbortSignal; limitMs?: number }) => Promise<Shell>;
