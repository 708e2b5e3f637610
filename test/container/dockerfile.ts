export type Instruction = { word: string; rest: string };
export type Stage = { name: string; instructions: Instruction[] };

/** The stages of a Dockerfile: the forms that ours uses, and an error for any other. */
export function readStages(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, word = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (!known.has(word)) throw new Error(`"${line}" is no instruction that the check knows.`);
    if (word === 'FROM') stages.push({ name: / AS (\S+)$/.exec(rest)?.[1] ?? 'last', instructions: [] });
    stages.at(-1)?.instructions.push({ word, rest });
  }
  return stages;
}

const known = new Set([...['FROM', 'WORKDIR', 'COPY', 'RUN', 'ENV', 'VOLUME', 'USER', 'EXPOSE', 'HEALTHCHECK', 'CMD']]);

export type CopyFiles = { from: string | null; sources: string[]; target: string };

export function readCopy({ rest }: Instruction): CopyFiles {
  const words = rest.split(' ');
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
  const paths = words.filter((word) => !word.startsWith('--'));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
}

/** What every `NAME=value` of the stage's ENV says. */
export function readEnvironment({ instructions }: Stage): Record<string, string> {
  const pairs = instructions.filter(({ word }) => word === 'ENV').flatMap(({ rest }) => rest.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string]));
}
