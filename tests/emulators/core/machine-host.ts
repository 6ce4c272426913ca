/** What stands behind an emulated instance: nothing, a model of a machine for virtual time, or a real one with its own sshd. */
import type { Timeline } from './timeline.ts';

/** Faults of the machine itself; a real one shows those that it can. */
export interface MachineFlaws {
  /** Minutes until sshd lets in, refusing, hanging and denying in turn. */
  sshSlow?: boolean;
  diskFull?: boolean;
}

export interface MachineStart {
  /** The provider's id of the instance. */
  id: string;
  /** As the client named it. */
  name: string;
  provider: 'runpod' | 'vastai';
  image: string;
  /** Of process 1: what the client gave and what the provider adds, its key for this one instance among it. */
  env: Readonly<Record<string, string>>;
  /** OpenSSH public keys that root accepts. */
  publicKeys: readonly string[];
  /** Replaces the image's own command, which would have started sshd; it has to do that itself then. */
  command?: readonly string[];
  /** Shell text that the image runs at every start, besides its sshd. */
  onStart?: string;
  diskGb: number;
  gpuCount: number;
  flaws?: MachineFlaws;
  /** Of the emulator: when things happen on a simulated machine. */
  timeline: Timeline;
  /**
   * A simulated machine asks its provider to end it, by its own key and with all faults of a call. A real one sends the HTTP
   * request instead. @returns whether it was accepted
   */
  onSelfDestroy(): boolean;
  /** Its process 1 ended: the provider shows it as stopped. */
  onExit(): void;
}

export interface MachineAddress { host: string; port: number; user: string }

export interface Machine {
  /** How SSH gets in while it runs; changes with every start. Undefined: no way in. */
  readonly direct: MachineAddress | undefined;
  /** Through the provider's gateway, where there is such a thing. */
  readonly proxy?: MachineAddress | undefined;
  /** All processes end. @param keepDisk else everything that was written is gone */
  stop(keepDisk: boolean): void | Promise<void>;
  /** Runs again, at a new address. */
  resume(): void | Promise<void>;
  /** Cut off from the world while its host is lost; processes run on. */
  setOffline?(offline: boolean): void;
  /** Nothing can be written any more. */
  fillDisk?(): void;
  setPublicKeys(publicKeys: readonly string[]): void | Promise<void>;
  /** Whatever was on it is handed to the next customer's machine: nothing of it is wiped by the provider. */
  destroy(): void | Promise<void>;
}

export interface MachineHost {
  readonly kind: 'none' | 'simulated' | 'real';
  /** Resolves when its processes run, which says nothing about sshd. Rejects where it cannot be made: a failed container. */
  start(request: MachineStart): Machine | Promise<Machine>;
  /** An emulator uses it: whoever looks at a machine lets happen first what is due there. */
  attach?(timeline: Timeline): void;
  /** Ends all machines. */
  close(): Promise<void>;
}

/** Instances that exist on paper only: an address where nobody answers. */
export function noMachines(): MachineHost {
  let made = 0;
  return {
    kind: 'none',
    start() {
      const address = (): MachineAddress => {
        made += 1;
        // TEST-NET-3 (RFC 5737): nobody is there.
        return { host: `203.0.113.${1 + (made % 250)}`, port: 30_000 + (made % 30_000), user: 'root' };
      };
      let direct: MachineAddress | undefined = address();
      return {
        get direct() { return direct; },
        stop: () => { direct = undefined; },
        resume: () => { direct = address(); },
        setPublicKeys: () => undefined,
        destroy: () => { direct = undefined; },
      };
    },
    close: async () => undefined,
  };
}
