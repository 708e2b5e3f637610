import { queryOptions, useQuery } from '@tanstack/react-query';
import { roles } from '#domain/permissions.ts';
import type { Role } from '#domain/permissions.ts';
import { api } from './api.ts';

/** Who is signed in, and where. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.auth.session({}, { signal }),
  staleTime: Infinity,
});

/** Who works here, in which workspace, and what that person may do. Below the shell it is always known. */
export function useSession() {
  const { data } = useQuery(sessionQuery);
  const workspace = data?.workspaces.find(({ isActive }) => isActive) ?? null;
  const may = (role: Role) => workspace !== null && roles.indexOf(workspace.role) >= roles.indexOf(role);
  return {
    user: data?.user ?? null,
    workspaces: data?.workspaces ?? [],
    workspace,
    /** Whether the person has at least this role in the workspace. */
    may,
    isSystemAdmin: data?.user.isSystemAdmin ?? false,
  };
}
