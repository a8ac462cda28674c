/** The yardstick: what a Worker costs that passes a call on and does nothing else. */
export default {
  fetch(request: Request, env: { UPSTREAM: string }): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    return fetch(env.UPSTREAM + pathname + search, request);
  },
};
