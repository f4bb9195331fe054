# The gateway with its console. Nothing is downloaded when it runs.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc* ./
COPY packages ./packages
RUN npm ci
RUN npm run build -w @agentport/console

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc* ./
COPY --from=build /app/packages ./packages
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY integrations ./integrations
# An account of its own that owns nothing but the data; the program itself cannot be changed from inside.
RUN groupadd --gid 10001 agentport && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin agentport \
  && mkdir --mode 0700 /data && chown agentport:agentport /data
USER 10001:10001
ENV AGENTPORT_DATA_DIR=/data/state AGENTPORT_HOST=0.0.0.0
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "packages/gateway/src/main.ts", "serve"]
