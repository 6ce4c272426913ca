/** `GET /v2/catalog/…` */
import { problem } from './answers.ts';
import { CUDA_VERSIONS, DATA_CENTERS, type Availability, type Catalogue, type GpuKind } from './catalogue.ts';

const RANK: readonly Availability[] = ['NONE', 'LOW', 'MEDIUM', 'HIGH'];
const best = (all: readonly Availability[]): Availability => all.reduce((a, b) => (RANK.indexOf(b) > RANK.indexOf(a) ? b : a), 'NONE');

function gpuJson(catalogue: Catalogue, kind: GpuKind, query: URLSearchParams): object {
  const [secure, community] = [catalogue.price(kind, 'SECURE'), catalogue.price(kind, 'COMMUNITY')];
  const wanted = query.get('countryCodes')?.split(',');
  const centers = DATA_CENTERS.filter((center) => wanted === undefined || wanted.includes(center.country))
    .map((center) => ({ id: center.id, name: center.name, availability: catalogue.availability(kind, center.id) }));
  return {
    id: kind.id, name: kind.name, pool: kind.pool, manufacturer: 'NVIDIA', memory: kind.memory, secure: secure !== undefined, community: community !== undefined,
    price: { ...(secure !== undefined && { secure }), ...(community !== undefined && { community }) },
    maxCount: { secure: kind.maxCount, community: kind.maxCount / 2 },
    ...(query.get('include') === 'AVAILABILITY' && {
      availability: best(centers.map((center) => center.availability)), ...(centers.length > 0 && { dataCenters: centers }),
      cudaVersions: CUDA_VERSIONS.map((version) => ({ version, available: version !== '12.1' })),
    }),
  };
}

/** @param ignoreFilters the server answers as if there were none (fault 3) */
export function gpusAnswer(catalogue: Catalogue, query: URLSearchParams, ignoreFilters: boolean): Response {
  if ((query.get('include') === 'AVAILABILITY') !== (query.get('product') === 'POD')) return problem(400, 'include and product require each other');
  if (query.has('cudaVersions') && query.has('minCudaVersion')) return problem(400, 'cudaVersions and minCudaVersion exclude each other');
  const cloud = ignoreFilters ? null : query.get('cloud');
  const count = ignoreFilters ? 1 : Number(query.get('count') ?? 1);
  const kinds = catalogue.kinds().filter((kind) => kind.maxCount >= count && (cloud === null || catalogue.price(kind, cloud === 'SECURE' ? 'SECURE' : 'COMMUNITY') !== undefined));
  return Response.json({ gpus: kinds.map((kind) => gpuJson(catalogue, kind, query)) });
}

export function gpuAnswer(catalogue: Catalogue, id: string, query: URLSearchParams): Response {
  const kind = catalogue.kind(id);
  return kind ? Response.json(gpuJson(catalogue, kind, query)) : problem(404, 'gpu not found');
}

export const dataCentersAnswer = (catalogue: Catalogue, query: URLSearchParams): Response => Response.json({
  dataCenters: DATA_CENTERS.map((center) => ({
    id: center.id, name: center.name, region: center.region, globalNetwork: true, networkVolumeTypes: ['STANDARD'], compliance: ['GDPR'],
    ...(query.get('include')?.includes('GPU_AVAILABILITY') === true && { gpuAvailability: catalogue.kinds().map((kind) => ({ id: kind.id, availability: catalogue.availability(kind, center.id) })) }),
  })),
});

export const cpusAnswer = (): Response => Response.json({ cpus: [{ id: 'cpu3c', name: 'Compute-optimised', vcpuCount: [2, 4, 8, 16, 32], price: { secure: 0.03 } }] });
