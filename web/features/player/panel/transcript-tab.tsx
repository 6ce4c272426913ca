/** What is said, by whom and when. */
import { Rows } from './rows.tsx';
import { TranscriptItem } from './transcript-row.tsx';
import type { Transcript } from './transcript.ts';
import { useRowNow } from './use-now.ts';
import { useWords } from './words.ts';

export function TranscriptTab({ transcript }: { transcript: Transcript }) {
  const t = useWords();
  const now = useRowNow(transcript.rows);
  return (
    <Rows rows={transcript.rows} label={t('tab_transcript')} keyOf={({ id }) => id} rowHeight={84} now={now}>
      {(row, place) => <TranscriptItem row={row} place={place} speakers={transcript.speakers} />}
    </Rows>
  );
}
