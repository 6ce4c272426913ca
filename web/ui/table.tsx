/** A table that becomes a list of cards where its place has no room for it, however wide the window. */
import type { ReactNode } from 'react';
import { classes } from './class-names.ts';

export interface Column<Row> {
  id: string;
  title: string;
  /** Numbers stand at the right and align. */
  number?: boolean;
  cell(row: Row): ReactNode;
}

export function Table<Row>({ caption, columns, rows, keyOf }: { caption: string; columns: readonly Column<Row>[]; rows: readonly Row[]; keyOf(row: Row): string }) {
  return (
    <div className="@container">
      <table className="w-full border-collapse text-left @max-xl:block">
        <caption className="sr-only">{caption}</caption>
        <thead className="@max-xl:sr-only">
          <tr>{columns.map(({ id, title, number }) => <th key={id} scope="col" className={classes('border-b border-line px-2 py-2 font-medium text-muted [overflow-wrap:break-word]', number && 'text-right')}>{title}</th>)}</tr>
        </thead>
        <tbody className="@max-xl:flex @max-xl:flex-col @max-xl:gap-2">
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-b border-line @max-xl:block @max-xl:rounded-md @max-xl:border @max-xl:p-2">
              {columns.map(({ id, title, number, cell }) => (
                <td key={id} className={classes('px-2 py-2 align-top @max-xl:flex @max-xl:justify-between @max-xl:gap-3 @max-xl:py-1', number && 'numbers whitespace-nowrap @xl:text-right')}>
                  <span aria-hidden className="max-w-[45%] shrink-0 text-muted [overflow-wrap:break-word] @xl:hidden">{title}</span>
                  <span className="min-w-0">{cell(row)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
