import type { ReactNode } from 'react';

export type Column<Row> = {
  key: string;
  header: ReactNode;
  render: (row: Row, place: number) => ReactNode;
  /** CSS width, such as `9rem`; columns without one share what is left. */
  width?: string;
  align?: 'end';
  /** Left out on narrow screens: what is in it belongs into another cell there. */
  isWideOnly?: boolean;
  /** What the server sorts by when its header is pressed. */
  sort?: string;
};

export type Selection = {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
};

export type Sorting = { by: string; isDescending: boolean; onSort: (by: string) => void };
