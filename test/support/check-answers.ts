const send = globalThis.fetch;

/** Whatever a test asks over HTTP, through the client or by itself, is held against the OpenAPI document too. */
globalThis.fetch = async (input, init) => {
  const response = await send(input, init);
  const url = input instanceof Request ? input.url : String(input);
  if (!/^https?:\/\/[^/]+\/api\//.test(url)) return response;
  const { expectDescribed } = await import('./conformance.ts');
  const contentType = response.headers.get('content-type') ?? '';
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  const isEndless = contentType.startsWith('text/event-stream');
  const body = isEndless ? {} : { body: await response.clone().text() };
  expectDescribed({ method, url, status: response.status, contentType, ...body });
  return response;
};
