/** What an address holds beside its path; each page reads its own part. */
export type Search = {
  /** The call whose drawer is open, on any page. */
  call?: string;
} & Record<string, string | undefined>;
