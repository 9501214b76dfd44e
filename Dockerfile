# docker build --tag flowvet . && docker run --rm --volume "$PWD:/project" flowvet check
FROM rust:1.95-alpine AS build
WORKDIR /source
COPY Cargo.toml Cargo.lock ./
COPY benches benches
COPY schemas schemas
COPY src src
RUN cargo build --profile dist --locked --bin flowvet

FROM alpine:3.23
# `flowvet check --changed` asks git, which by itself trusts nobody else's folder.
# hadolint ignore=DL3018
RUN apk add --no-cache git && git config --system --add safe.directory '*'
COPY --from=build /source/target/dist/flowvet /usr/local/bin/flowvet
COPY LICENSE THIRD-PARTY.md /usr/local/share/doc/flowvet/
USER 65534:65534
WORKDIR /project
ENTRYPOINT ["flowvet"]
CMD ["check"]
