import { readFile, readdir, readlink } from 'node:fs/promises';

/** Addresses outside this machine that processes of a group are connected to, as /proc tells it. */
export async function farConnections(groupId: number): Promise<string[]> {
  const inodes = new Set((await Promise.all((await membersOf(groupId)).map(socketsOf))).flat());
  const rows = await Promise.all(['tcp', 'tcp6', 'udp', 'udp6'].map(readTable));
  return rows.flat().flatMap(({ remote, inode }) => (inodes.has(inode) && !isNear(remote) ? [remote] : []));
}

async function membersOf(groupId: number): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const groups = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      return { pid, group: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) };
    }),
  );
  return groups.filter(({ group }) => group === groupId).map(({ pid }) => pid);
}

async function socketsOf(pid: string): Promise<string[]> {
  const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const links = await Promise.all(handles.map((handle) => readlink(`/proc/${pid}/fd/${handle}`).catch(() => '')));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

async function readTable(kind: string): Promise<{ remote: string; inode: string }[]> {
  const lines = (await readFile(`/proc/net/${kind}`, 'utf8').catch(() => '')).split('\n').slice(1);
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [remote, inode] = [fields[2], fields[9]];
    return remote === undefined || inode === undefined ? [] : [{ remote, inode }];
  });
}

/** Nobody, 127.0.0.0/8 or ::1, as the kernel writes them: in hex, least byte first. */
function isNear(remote: string): boolean {
  const address = remote.split(':')[0] ?? '';
  return /^0+$/.test(address) || /7F$/.test(address) || address.endsWith('01000000');
}
