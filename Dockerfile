# The packages that run, without those that build and test.
FROM node:26-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

# The dashboard, built with everything.
FROM node:26-trixie-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
RUN npm ci --no-audit --no-fund
COPY scripts ./scripts
COPY src ./src
RUN node_modules/.bin/node scripts/web.ts

# What runs: sources as they are, which this Node reads, and nobody's rights.
FROM node:26-trixie-slim
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=dashboard /app/dist/web ./dist/web
COPY package.json ./
COPY migrations ./migrations
COPY src/domain ./src/domain
COPY src/contract ./src/contract
COPY src/client ./src/client
COPY src/server ./src/server
COPY src/simulator ./src/simulator
COPY src/cli ./src/cli
COPY --chmod=755 scripts/carillon-in-container /usr/local/bin/carillon
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production CARILLON_DATA_DIR=/data HOST=0.0.0.0 PORT=5173
VOLUME /data
USER node
EXPOSE 5173
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node_modules/.bin/node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Without npm, which would pass no signals on.
CMD ["node_modules/.bin/node", "src/server/main.ts"]
