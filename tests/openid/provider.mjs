// An OpenID-certified provider (https://github.com/panva/node-oidc-provider) as it is out of the
// box, with one public client, and an API that takes the access tokens that it issues.
//
//     OIDC_PROVIDER=<folder of the package> node provider.mjs <port> <origin of the app> \
//         <lifetime of an access token in seconds>

import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [port, app, lifetime] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const entrance = pathToFileURL(join(process.env.OIDC_PROVIDER, 'lib/index.js'));
const { Provider } = await import(entrance);

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'app',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [`${app}/dashboard`],
    post_logout_redirect_uris: [`${app}/`],
  }],
  clientBasedCORS: (_, origin) => origin === app,
  claims: { email: ['email', 'email_verified'], profile: ['name'] },
  features: { revocation: { enabled: true } },
  ttl: { AccessToken: Number(lifetime) },
  scopes: ['openid', 'offline_access', 'api.read'],
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: 'Jane Doe', email: `${id}@example.com`, email_verified: true }),
  }),
});

/** What the API makes of a request: whether its token is good is asked of the provider. */
async function api(request) {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const found = token && await provider.AccessToken.find(token);
  return found?.isValid && found.scopes.has('api.read')
    ? [200, { message: `Hello ${found.accountId}` }]
    : [401, { message: 'Unauthorized' }];
}

const oauth = provider.callback();
createServer(async (request, response) => {
  if (request.url !== '/api') return oauth(request, response);
  const [status, body] = request.method === 'OPTIONS' ? [204] : await api(request);
  response.writeHead(status, {
    'access-control-allow-origin': app,
    'access-control-allow-headers': 'Authorization',
    'content-type': 'application/json',
  });
  response.end(body && JSON.stringify(body));
}).listen(Number(port), '127.0.0.1');
