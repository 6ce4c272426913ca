/** Values that are right one by one and cannot be together. */
import type { ServerConfig } from './schema.ts';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Whether nobody but this machine can reach what listens there. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

const BEYOND = 'HTTPS (--cert and --key), a proxy in front that speaks it (AIMA_BEHIND_PROXY with its address), or the explicit word --insecure-http (AIMA_INSECURE_HTTP=yes)';

/** Sentences without their full stop. */
export function problemsTogether({ server, storage, machines }: ServerConfig): string[] {
  const problems: string[] = [];
  if ((server.certificate === undefined) !== (server.certificateKey === undefined)) problems.push('server.certificate and server.certificateKey (--cert, --key) belong together; one of them is missing');
  const safe = server.certificate !== undefined || server.behindProxy.length > 0 || server.insecureHttp;
  if (!isLoopback(server.host) && !safe) problems.push(`server.host is ${server.host}: others could reach AIMA there and read along. It needs ${BEYOND}`);
  const { bucket, accessKeyId, secretAccessKey } = storage.s3;
  if (bucket !== undefined && (accessKeyId === undefined || secretAccessKey === undefined)) problems.push('storage.s3.bucket (S3_BUCKET) needs S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY too');
  if (bucket === undefined && (accessKeyId !== undefined || secretAccessKey !== undefined)) problems.push('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are set without S3_BUCKET');
  const { leastLoad, mostLoad } = machines.choice;
  if (leastLoad > mostLoad) problems.push(`machines.choice.leastLoad (${leastLoad}) lies above machines.choice.mostLoad (${mostLoad})`);
  return problems;
}
