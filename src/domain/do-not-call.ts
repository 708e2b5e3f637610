const words: readonly string[] = ['true', 'yes', '1'];

/** Names under which agents are told to report that somebody asked not to be called again. */
const fields = ['do_not_call', 'doNotCall', 'opt_out', 'optOut'] as const;

/** Whether what was learned in a call says that the person does not want to be called again. */
export function asksNotToBeCalled(extracted: Record<string, unknown> | undefined): boolean {
  return fields.some((field) => {
    const value = extracted?.[field];
    return value === true || (typeof value === 'string' && words.includes(value.trim().toLowerCase()));
  });
}
