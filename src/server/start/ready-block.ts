export type Ready = {
  version: string;
  seconds: number;
  url: string;
  simulatorUrl: string;
  dataFolder: string;
  keyFile: string;
  /** Until the installation has an owner. */
  setUpToken: string | null;
};

/** What a person reads when the server is ready: where everything is, and what to do next. */
export function readyBlock(ready: Ready): string {
  return `
Carillon ${ready.version} is ready after ${ready.seconds.toFixed(1)} s.

  Dashboard  ${dashboardLink(ready.url, ready.setUpToken)}${ready.setUpToken === null ? '' : '  (signs you in, once)'}
  API        ${ready.url}/api/v1
  API docs   ${ready.url}/docs
  described  ${ready.url}/openapi.json
  health     ${ready.url}/readyz
  simulator  ${ready.simulatorUrl}/log  (every call that rang)
  data       ${ready.dataFolder}
  API key    ${ready.keyFile}

Next: drop a file of people on the dashboard, or in another terminal:  npx carillon run people.csv --country US
Stop with Ctrl-C.
`;
}

/** Where the dashboard is. The token is in the fragment, which browsers send to nobody. */
export function dashboardLink(url: string, setUpToken: string | null): string {
  return setUpToken === null ? url : `${url}/#set-up=${setUpToken}`;
}

/** What a process with a part of the work says when it is ready. */
export function roleLine({
  version,
  seconds,
  url,
  role,
}: {
  version: string;
  seconds: number;
  url: string;
  role: string;
}): string {
  return `Carillon ${version} is ready after ${seconds.toFixed(1)} s as ${role}; how it is: ${url}/readyz\n`;
}
