declare module 'virtual:light-contract' {
  import type { LightContract } from '#client/light-operations.ts';
  export const contract: LightContract;
}
