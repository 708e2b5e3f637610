import type { Import } from '#contract/imports.ts';

/** The first rows of the file as they are read. */
export function SampleRows({ made: { layout } }: { made: Import }) {
  const [columns, sample] = [layout?.columns ?? [], layout?.sample ?? []];
  const cell = 'max-w-60 truncate border-b border-line px-3 py-2 text-start';
  return (
    <section aria-labelledby="sample-rows">
      <h2 id="sample-rows" className="mb-2 font-semibold">
        The first {sample.length} rows
      </h2>
      <div
        tabIndex={0}
        role="region"
        aria-label="The first rows"
        className="overflow-x-auto rounded-lg border border-line bg-surface"
      >
        <table aria-label="The first rows of the file" className="w-full">
          <thead className="text-sm text-text-2">
            <tr>
              <th scope="col" className={cell}>
                Row
              </th>
              {columns.map(({ name }) => (
                <th scope="col" key={name} className={cell}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sample.map(({ row, cells }) => (
              <tr key={row}>
                <td className={`${cell} figures text-text-3`}>{row}</td>
                {columns.map(({ name }, place) => (
                  <td key={name} className={cell}>
                    {cells[place]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
