# Image of a rented machine: what provisioning would bring (src/provisioning/stack-plan.ts), so that its steps find it and are skipped.
# Build it on the commit that the server runs: runtime and bundle lie under the name of their content, and any other one is sent anew.
#
#   docker build --platform linux/amd64 -t REGISTRY/aima-machine:VERSION .
#   docker build --platform linux/amd64 --build-arg BASE=nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04 --build-arg GPU=1 -t REGISTRY/aima-machine:VERSION-cuda .
ARG BASE=debian:bookworm-slim
ARG NODE=24.21.0

FROM node:${NODE}-bookworm-slim AS bundle
WORKDIR /aima
COPY package.json package-lock.json .npmrc ./
COPY contract/package.json contract/
COPY sdk/package.json sdk/
RUN npm ci --omit=dev
COPY contract contract
COPY sdk sdk
COPY src src
COPY scripts/machine-image.ts scripts/
RUN node scripts/machine-image.ts /image/var/lib/aima/cache

FROM ${BASE}
ARG GPU=0
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get update \
 && apt-get install -y --no-install-recommends openssh-server ffmpeg curl ca-certificates util-linux procps \
 && rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_*
COPY --from=bundle /image /
# ONNX Runtime's CUDA provider, of the version that the bundle has.
RUN [ "${GPU}" = 0 ] || for worker in /var/lib/aima/cache/worker/*; do \
      cd "$worker" && PATH="$(echo /var/lib/aima/cache/runtime/*/bin):$PATH" node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12; done
COPY docker/machine-start.sh /start.sh
RUN chmod 755 /start.sh
EXPOSE 22
CMD ["/start.sh"]
