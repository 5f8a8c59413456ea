# A small image without a shell's comforts: docker run --rm -v "$PWD:/src:ro" netplan-audit scan net/plan.json
FROM python:3.13-slim AS build
COPY . /code
RUN python -m venv /usr/local/lib/netplan-audit \
    && /usr/local/lib/netplan-audit/bin/pip install --no-cache-dir --disable-pip-version-check /code \
    && /usr/local/lib/netplan-audit/bin/pip uninstall --yes pip

FROM python:3.13-slim
LABEL org.opencontainers.image.title="netplan-audit" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /usr/local/lib/netplan-audit /usr/local/lib/netplan-audit
RUN ln -s /usr/local/lib/netplan-audit/bin/netplan-audit /usr/local/bin/netplan-audit \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin netplan
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUTF8=1
USER 10001:10001
WORKDIR /src
ENTRYPOINT ["netplan-audit"]
