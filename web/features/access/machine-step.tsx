/** What this machine can do: facts, and what follows from them for each profile. */
import type { components } from '@aima/contract/client';
import type { ReactNode } from 'react';
import { useAsk } from '#lib/api.ts';
import { bytes, duration, fromNow, number } from '#lib/format.ts';
import { Loaded } from '#ui/notes.tsx';
import { Badge, Progress, Skeleton } from '#ui/surface.tsx';
import { Table } from '#ui/table.tsx';
import { useWelcomeWords } from './welcome-words.ts';

type SelfTest = components['schemas']['SelfTest'];
type ProfileHere = components['schemas']['ProfileHere'];
type T = ReturnType<typeof useWelcomeWords>;

/** GFLOP/s below hundred are told to the digit. */
const speedOf = (gigaflops: number): string => number(gigaflops, gigaflops < 10 ? 1 : 0);

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-0.5 border-t border-line py-2 sm:grid sm:grid-cols-[10rem_1fr] sm:gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="numbers flex min-w-0 flex-col gap-1">{children}</dd>
    </div>
  );
}

/** Long and technical: only for who asks. */
function Why({ summary, children }: { summary: string; children: ReactNode }) {
  return <details><summary className="inline-flex w-fit items-center text-link">{summary}</summary><div className="pt-1 text-muted">{children}</div></details>;
}

function Disk({ disk }: { disk: SelfTest['disk'] }) {
  const t = useWelcomeWords();
  const { freeBytes, totalBytes, writeBytesPerSecond, problem } = disk;
  const parts = [
    ...(freeBytes !== undefined && totalBytes !== undefined ? [t('diskFree', { free: bytes(freeBytes), total: bytes(totalBytes) })] : []),
    ...(writeBytesPerSecond === undefined ? [] : [t('diskWrites', { speed: bytes(writeBytesPerSecond) })]),
  ];
  return <>{parts.join(', ')}{problem !== undefined && <Badge tone="warning">{t('diskUnknown')}</Badge>}{problem !== undefined && <span className="text-muted">{problem}</span>}</>;
}

function Film({ ffmpeg: { version, decoders, missing, timesRealTime, problem } }: { ffmpeg: SelfTest['ffmpeg'] }) {
  const t = useWelcomeWords();
  if (version === undefined) return <p className="text-warning-ink">{t('noFfmpeg')}</p>;
  return (
    <>
      <span>{[t('ffmpegVersion', { version: version.split('-')[0] ?? version }), ...(timesRealTime === undefined ? [] : [t('decodes', { times: number(timesRealTime, timesRealTime < 10 ? 1 : 0) })])].join(', ')}</span>
      <span className="text-muted">{t('reads', { names: decoders.join(', ') })}</span>
      {missing.length > 0 && <span className="text-warning-ink">{t('cannotRead', { names: missing.join(', ') })}</span>}
      {problem !== undefined && <span className="text-warning-ink">{t('ffmpegFailed', { reason: problem })}</span>}
    </>
  );
}

function Device({ device: { kind, gigaflops = 0, problem } }: { device: SelfTest['device'] }) {
  const t = useWelcomeWords();
  if (kind === undefined) return <p className="text-warning-ink">{t('deviceFailed', { reason: problem ?? '?' })}</p>;
  return <>{t(kind === 'cuda' ? 'gpuComputes' : 'cpuComputes', { speed: speedOf(gigaflops) })}</>;
}

function Gpu({ device: { gpu, why } }: { device: SelfTest['device'] }) {
  const t = useWelcomeWords();
  if (gpu) return <>{t('gpuMemory', { name: gpu.name, memory: bytes(gpu.memoryBytes), free: bytes(gpu.freeBytes) })}</>;
  return <>{t('noGpu')}{why !== undefined && <Why summary={t('whyNot')}>{why}</Why>}</>;
}

function basisOf({ here, reference, unknown }: ProfileHere['basis'], t: T): string {
  if (here + reference === 0) return t('basis_unknown');
  return t(here > 0 && reference + unknown > 0 ? 'basis_mixed' : here > 0 ? 'basis_here' : 'basis_reference');
}

function Minute({ profile: { secondsPerMinute, basis } }: { profile: ProfileHere }) {
  const t = useWelcomeWords();
  return <>{basis.here + basis.reference > 0 && t('about', { time: duration(secondsPerMinute.likely * 1000) })}<span className="block text-xs text-muted">{basisOf(basis, t)}</span></>;
}

function Profiles({ profiles }: { profiles: readonly ProfileHere[] }) {
  const t = useWelcomeWords();
  const missing = [...new Set(profiles.flatMap(({ missing: all }) => all.map(({ message }) => message)))];
  return (
    <section className="flex flex-col gap-2">
      <h3>{t('profilesTitle')}</h3>
      <Table
        caption={t('profilesTitle')} rows={profiles} keyOf={({ name }) => name}
        columns={[
          { id: 'profile', title: t('profile'), cell: ({ title }) => title },
          { id: 'ready', title: t('ready'), number: true, cell: ({ ready, analyzers }) => t('readyOf', { ready, all: analyzers }) },
          { id: 'minute', title: t('minute'), cell: (profile) => <Minute profile={profile} /> },
        ]}
      />
      {missing.length > 0 && <Why summary={t('missingOf')}><ul className="flex list-disc flex-col gap-1 pl-5">{missing.map((message) => <li key={message}>{message}</li>)}</ul></Why>}
    </section>
  );
}

function Measured({ test }: { test: SelfTest }) {
  const t = useWelcomeWords();
  const { machine, disk, ffmpeg, device, profiles, at } = test;
  return (
    <div className="flex flex-col gap-4">
      <dl>
        <Fact name={t('processor')}>{`${machine.processor}, ${t('cores', { count: machine.cores })}`}</Fact>
        <Fact name={t('memory')}>{bytes(machine.memoryBytes)}</Fact>
        <Fact name={t('disk')}><Disk disk={disk} /></Fact>
        <Fact name={t('film')}><Film ffmpeg={ffmpeg} /></Fact>
        <Fact name={t('computes')}><Device device={device} /></Fact>
        <Fact name={t('gpu')}><Gpu device={device} /></Fact>
      </dl>
      <Profiles profiles={profiles} />
      <p className="text-xs text-muted">{t('measured', { time: fromNow(at) })}</p>
    </div>
  );
}

function Measuring() {
  const t = useWelcomeWords();
  return (
    <div className="flex flex-col gap-3">
      <p role="status">{t('measuring')}</p>
      <Progress value={undefined} label={t('measuring')} />
      <Skeleton className="h-80" />
    </div>
  );
}

const KEPT_MS = 300_000;

export function MachineStep() {
  const test = useAsk('runSelfTest', {}, { staleMs: KEPT_MS });
  return <Loaded asked={test} skeleton={<Measuring />}>{(measured) => <Measured test={measured} />}</Loaded>;
}
