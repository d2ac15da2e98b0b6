// What a team would write with express-openid-connect: the same endpoints as cognito-backend.
const { createRequire } = require("node:module");
const { Agent } = require("node:http");
const load = createRequire(`${process.env.PACKAGES}/`);
const express = load("express");
const { auth, requiresAuth } = load("express-openid-connect");
const { createProxyMiddleware } = load("http-proxy-middleware");

const { site, issuer, client_id, scopes, api_url } = JSON.parse(process.env.CONFIG);

// It knows confidential clients alone, and the local pool's client is a public one.
const asPublicClient = (address, options) => {
  if (options?.body instanceof URLSearchParams) options.body.delete("client_secret");
  return fetch(address, options);
};

const app = express();
app.use(
  auth({
    baseURL: site,
    issuerBaseURL: issuer,
    clientID: client_id,
    clientSecret: "none",
    clientAuthMethod: "client_secret_post",
    customFetch: asPublicClient,
    secret: "a secret of thirty-two characters, or more",
    authRequired: false,
    authorizationParams: { response_type: "code", response_mode: "query", scope: scopes.join(" ") },
    routes: { login: "/auth/login", callback: "/auth/callback", logout: "/auth/logout" },
  }),
);
app.use(
  "/api",
  requiresAuth(),
  createProxyMiddleware({
    target: api_url,
    changeOrigin: true,
    agent: new Agent({ keepAlive: true }),
    on: {
      proxyReq: (request, { oidc }) => {
        request.setHeader("authorization", `Bearer ${oidc.accessToken.access_token}`);
        request.removeHeader("cookie");
      },
    },
  }),
);
app.listen(Number(process.env.PORT), "127.0.0.1");
