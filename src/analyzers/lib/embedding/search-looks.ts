/** Finds looks by a query's vector. */
import { compactFromBase64, cosine, roundedEmbedding } from './compact-embedding.ts';

/** As `image_embedding` of the full tier writes it into its findings. */
export interface SearchableLook {
  /** Base64 of one signed byte a number. */
  embedding: string;
}

export interface FoundLook<L extends SearchableLook> {
  look: L;
  /** Cosine, −1..1; comparable within one query only, and with words seldom above 0.4. */
  likeness: number;
}

/**
 * The looks nearest to the query, nearest first; all have to be of the image model that the query's text model is
 * comparable with. Looks of another length are of another model and left out.
 */
export function searchLooks<L extends SearchableLook>(query: Float32Array, looks: readonly L[], most = 20): FoundLook<L>[] {
  const asked = roundedEmbedding(query);
  return looks.flatMap((look) => {
    const vector = compactFromBase64(look.embedding);
    return vector.length === asked.length ? [{ look, likeness: cosine(asked, vector) }] : [];
  }).sort((a, b) => b.likeness - a.likeness).slice(0, most);
}
